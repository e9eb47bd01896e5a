import { describe, expect, it } from "vitest";
import { ApiError } from "../main/app/api/http";
import type { Sync } from "../main/app/api/types";
import { Following } from "../main/app/state/following";
import { EMPTY, type Fact } from "../main/app/state/model";
import { reduce } from "../main/app/state/reduce";
import { ANA, chat, message } from "./facts";

const AWAY = new ApiError(0, "unreachable", "gone");

function changes(position: string, seqs: number[], more = false): Sync {
  const messages = seqs.map((seq) => message(seq));
  return { position, more, reset: false, messages, chats: [], contacts: [], removed: [] };
}

function stored(seq: number): Fact {
  return { kind: "messageStored", message: message(seq) };
}

/** A server for which the test sets the answers and when they arrive. */
class World {
  readonly applied: string[] = [];
  readonly asked: string[] = [];
  online = true;
  resets = 0;
  answers: (Sync | ApiError | Promise<Sync>)[] = [];
  readonly following = new Following("p0", {
    sync: async (since) => {
      this.asked.push(since);
      const answer = await this.answers.shift();
      if (answer === undefined || answer instanceof ApiError) throw answer ?? AWAY;
      return answer;
    },
    live: (fact) => this.note("live", fact),
    caughtUp: (facts) => {
      for (const fact of facts) this.note("read", fact);
    },
    reset: async () => {
      this.resets++;
    },
    connected: () => this.online,
    pause: () => Promise.resolve(),
  });

  private note(how: string, fact: Fact): void {
    this.applied.push(`${how} ${"message" in fact ? fact.message.seq : fact.kind}`);
  }
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

describe("following the server", () => {
  it("reads nothing if nothing was missed", async () => {
    const world = new World();
    world.following.connected("p0");
    world.following.hear(stored(1), "p1");
    world.following.connected("p1");
    await settled();

    expect(world.applied).toEqual(["live 1"]);
    expect(world.asked).toEqual([]);
  });

  it("applies missed changes before events that arrived meanwhile", async () => {
    const world = new World();
    let answer: (sync: Sync) => void = () => {};
    world.answers = [
      new Promise((resolve) => {
        answer = resolve;
      }),
      changes("p3", [2]),
    ];
    world.following.connected("p2");
    world.following.hear(stored(3), "p4");
    expect(world.applied).toEqual([]);
    answer(changes("p1", [1], true));
    await settled();

    expect(world.applied).toEqual(["read 1", "read 2", "live 3"]);
    expect(world.asked).toEqual(["p0", "p1"]);
  });

  it("tries again from the same position, whatever arrives meanwhile", async () => {
    const world = new World();
    world.answers = [AWAY, AWAY, changes("p1", [1])];
    world.following.connected("p1");
    world.following.hear(stored(2), "p2");
    await settled();

    expect(world.asked).toEqual(["p0", "p0", "p0"]);
    expect(world.applied).toEqual(["read 1", "live 2"]);
  });

  it("continues with the next connection if one was lost while it read", async () => {
    const world = new World();
    world.online = false;
    world.answers = [AWAY];
    world.following.connected("p1");
    world.following.hear(stored(2), "p2");
    await settled();
    expect(world.applied).toEqual([]);

    world.online = true;
    world.answers = [changes("p2", [1, 2])];
    world.following.resume();
    await settled();
    expect(world.asked).toEqual(["p0", "p0"]);
    expect(world.applied).toEqual(["read 1", "read 2", "live 2"]);
  });

  it("reads once more if another connection began while it read", async () => {
    const world = new World();
    let answer: (sync: Sync) => void = () => {};
    world.answers = [
      new Promise((resolve) => {
        answer = resolve;
      }),
      changes("p2", [2]),
    ];
    world.following.connected("p1");
    world.following.connected("p2");
    answer(changes("p1", [1]));
    await settled();

    expect(world.asked).toEqual(["p0", "p1"]);
    expect(world.applied).toEqual(["read 1", "read 2"]);
  });

  it("reads everything again if the position is no longer known", async () => {
    const world = new World();
    world.answers = [{ ...changes("q9", []), reset: true }];
    world.following.connected("q9");
    await settled();
    world.following.connected("q9");
    await settled();

    expect(world.resets).toBe(1);
    expect(world.asked).toEqual(["p0"]);
  });

  it("reads everything again if more events arrive than may wait", async () => {
    const world = new World();
    let answer: (sync: Sync) => void = () => {};
    world.answers = [
      new Promise((resolve) => {
        answer = resolve;
      }),
      changes("p2", []),
      changes("p3", []),
    ];
    world.following.connected("p1");
    for (let seq = 1; seq <= 5_002; seq++) world.following.hear(stored(seq), `e${seq}`);
    answer(changes("p1", []));
    await settled();

    expect(world.resets).toBe(1);
    expect(world.applied).toEqual(["live 5001", "live 5002"]);
  });

  it("shows the last remaining message of a chat after a removal", async () => {
    let data = reduce(EMPTY, [{ kind: "chat", chat: chat(message(2), { rev: 1 }) }]);
    const removed = [{ kind: "message", id: "msg_2" }];
    const following = new Following("p0", {
      sync: async () => ({ ...changes("p1", []), chats: [chat(message(1), { rev: 2 })], removed }),
      live: () => {},
      caughtUp: (facts) => {
        data = reduce(data, facts);
      },
      reset: async () => {},
      connected: () => true,
      pause: () => Promise.resolve(),
    });
    following.connected("p1");
    await settled();

    expect(data.chats.get(ANA)?.chat.lastMessage?.id).toBe("msg_1");
  });
});
