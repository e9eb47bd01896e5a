import { afterEach, describe, expect, it, vi } from "vitest";
import { Conversations } from "../main/app/state/conversations";
import { type Data, EMPTY, type Fact } from "../main/app/state/model";
import { reduce } from "../main/app/state/reduce";
import { ANA, message } from "./facts";

/** A chat with this number of messages; only the newest is in memory. */
function chatOf(count: number): { conversations: Conversations; data: () => Data; apply: (...facts: Fact[]) => void } {
  let data = reduce(EMPTY, [{ kind: "opened", waId: ANA }]);
  const apply = (...facts: Fact[]): void => {
    data = reduce(data, facts);
  };
  const messages = Array.from({ length: count }, (_, index) => message(index + 1));
  apply({ kind: "page", waId: ANA, messages, older: null, place: "end" });
  const world = { data: () => data, apply, failed: () => {}, pause: () => Promise.resolve() };
  return { conversations: new Conversations(world), data: world.data, apply };
}

describe("a chat that stays open", () => {
  it("keeps the messages near the end, and loads earlier ones again when the reader scrolls back", () => {
    const { conversations, data, apply } = chatOf(2_001);
    conversations.trim(ANA);

    const trimmed = data().conversations.get(ANA);
    expect(trimmed?.items.length).toBe(1_000);
    expect(trimmed?.items[0]?.id).toBe("msg_1002");
    expect(trimmed?.older).toContain("around=msg_1002");
    expect(trimmed?.atEnd).toBe(true);

    // The page around the first remaining message.
    const around = Array.from({ length: 50 }, (_, index) => message(977 + index));
    const from = trimmed?.older ?? "";
    apply({ kind: "page", waId: ANA, messages: around, older: "before 977", place: "before", from });
    const seqs = data()
      .conversations.get(ANA)
      ?.items.map((it) => it.seq);
    expect(seqs).toEqual(Array.from({ length: 1_025 }, (_, index) => 977 + index));
    expect(data().conversations.get(ANA)?.older).toBe("before 977");
  });

  it("is not trimmed while it is within the limit", () => {
    const { conversations, data } = chatOf(2_000);
    const before = data();
    conversations.trim(ANA);

    expect(data()).toBe(before);
  });
});

describe("a page that cannot be loaded", () => {
  afterEach(() => vi.unstubAllGlobals());

  it("is requested again after a pause, however often the list asks for it", async () => {
    const asked: string[] = [];
    vi.stubGlobal("fetch", (path: string) => {
      asked.push(path);
      return Promise.reject(new TypeError("no network"));
    });
    const data = reduce(EMPTY, [
      { kind: "opened", waId: ANA },
      { kind: "page", waId: ANA, messages: [message(9)], older: "api/older", place: "end" },
    ]);
    let ends: () => void = () => {};
    const paused = new Promise<void>((resolve) => {
      ends = resolve;
    });
    const failures: (string | undefined)[] = [];
    let draws: Promise<void>[] = [];
    const conversations = new Conversations({
      data: () => data,
      apply: () => {},
      // To show the failure, the list is drawn again, and so asks again.
      failed: (_waId, error) => {
        failures.push(error?.code);
        if (failures.length < 20) queueMicrotask(() => draws.push(conversations.loadOlder(ANA)));
      },
      pause: () => paused,
    });
    draws = [conversations.loadOlder(ANA)];
    await vi.waitFor(() => expect(draws.length).toBe(2));
    await conversations.loadNewer(ANA); // does nothing: the end is in memory

    expect(asked).toEqual(["/api/older"]);
    expect(failures).toEqual(["unreachable", undefined]);
    ends();
    await Promise.all(draws);
    vi.stubGlobal("fetch", () => Promise.resolve(new Response("[]")));
    await conversations.loadOlder(ANA);
    expect(failures.at(-1)).toBeUndefined();
  });
});
