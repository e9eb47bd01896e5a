import { describe, expect, it } from "vitest";
import { Fitting } from "../main/app/state/fitting";
import { type ChatEntry, type Data, EMPTY, type Fact } from "../main/app/state/model";
import { placeOf } from "../main/app/state/order";
import { reduce } from "../main/app/state/reduce";
import { chat, message, random } from "./facts";

const isUnread = (entry: ChatEntry): boolean => entry.unread > 0;

function address(number: number): string {
  return String(15_550_000_000 + number);
}

function filled(chats: number): Data {
  return reduce(
    EMPTY,
    Array.from({ length: chats }, (_, i): Fact => {
      const last = message(i, { wa_id: address(i), id: `m${i}`, rev: 1 });
      return { kind: "chat", chat: chat(last, { unreadCount: i % 2 }) };
    }),
  );
}

describe("the chats that fit a filter", () => {
  it("are the matching chats of the list, in its order, after any changes", () => {
    for (let seed = 1; seed <= 20; seed++) {
      const next = random(seed);
      const some = (): string => address(Math.floor(next() * 300));
      const fitting = new Fitting(isUnread);
      let data = EMPTY;
      for (let step = 1; step <= 200; step++) {
        const changes = next() < 0.05 ? 250 : 1 + Math.floor(next() * 3);
        data = reduce(
          data,
          Array.from({ length: changes }, (_, i): Fact => {
            const waId = some();
            const kind = next();
            if (kind < 0.1) return { kind: "removed", waId };
            const rev = step * 1_000 + i;
            const last = message(Math.floor(next() * 5_000), { wa_id: waId, id: `m${rev}`, rev });
            if (kind < 0.6) return { kind: "messageStored", message: last };
            return { kind: "chat", chat: chat(last, { unreadCount: Math.floor(next() * 2), pinned: next() < 0.1 }) };
          }),
        );
        if (next() < 0.3) continue; // not every state is compared
        const wanted = data.order.filter((waId) => isUnread(data.chats.get(waId) as ChatEntry));
        expect(fitting.of(data), `seed ${seed}, step ${step}`).toEqual(wanted);
      }
    }
  });

  it("are the same array while no chat appears, disappears or moves", () => {
    const data = filled(10);
    const fitting = new Fitting(isUnread);
    const before = fitting.of(data);
    const online: Fact = { kind: "presence", waId: address(3), online: true, lastSeen: null, rev: 50 };

    expect(fitting.of(reduce(data, [online]))).toBe(before);
  });

  it("take no more time to update after a message in a long list than in a short one", () => {
    const looks = (chats: number): { fits: number; places: number } => {
      const data = filled(chats);
      let count = 0;
      const fitting = new Fitting((entry) => {
        count++;
        return isUnread(entry);
      });
      fitting.of(data);
      count = 0;
      const last = message(chats + 1, { wa_id: address(0), id: "new", rev: 9 });
      const after = reduce(data, [{ kind: "messageStored", message: last }]);
      expect(fitting.of(after)[0]).toBe(address(0));
      let places = 0;
      const counting = {
        get: (waId: string): ChatEntry | undefined => {
          places++;
          return after.chats.get(waId);
        },
      };
      placeOf(after.order, (after.chats.get(address(chats >> 1)) as ChatEntry).chat, counting);
      return { fits: count, places };
    };

    expect(looks(20_000).fits).toBe(looks(20).fits);
    expect(looks(20_000).places).toBeLessThanOrEqual(16);
  });
});
