import "fake-indexeddb/auto";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError } from "../main/app/api/http";
import { Database, type Outgoing } from "../main/app/state/database";
import { makeId, Outbox } from "../main/app/state/outbox";
import { message, random } from "./facts";

let users = 0;

/** A server that stores each id once, and fails as it is told to. */
class Server {
  readonly stored: string[] = [];
  readonly failures: (ApiError | "lost answer")[] = [];

  async send(sent: Outgoing) {
    const failure = this.failures.shift();
    if (failure instanceof ApiError) throw failure;
    if (!this.stored.includes(sent.id)) this.stored.push(sent.id);
    if (failure === "lost answer") throw new ApiError(0, "unreachable", "gone");
    return message(1, { id: sent.id, wa_id: sent.waId, type: "outgoing" });
  }
}

describe("the outbox", () => {
  let server: Server;
  let user: string;
  let shown: readonly Outgoing[];

  async function open(next = random(1)): Promise<Outbox> {
    const outbox = new Outbox({
      database: await Database.open(user),
      send: (sent) => server.send(sent),
      stored: () => {},
      changed: (waiting) => {
        shown = [...waiting.values()].flat();
      },
      now: () => 1_795_000_000_000,
      random: next,
      pause: () => Promise.resolve(),
    });
    await outbox.load();
    return outbox;
  }

  beforeEach(() => {
    server = new Server();
    user = `u${++users}`;
    shown = [];
  });

  it("shows a message before it is stored anywhere", async () => {
    const outbox = await open();
    const added = outbox.add({ waId: "1", text: "Hello" });

    expect(shown.map((it) => it.text)).toEqual(["Hello"]);
    await added;
  });

  it("sends in order, and lets go of what the server has", async () => {
    const outbox = await open();
    outbox.start();
    const one = await outbox.add({ waId: "1", text: "one" });
    const two = await outbox.add({ waId: "1", text: "two" });

    await vi.waitFor(() => expect(shown).toEqual([]));
    expect(server.stored).toEqual([one.id, two.id]);
  });

  it("sends once what the server took without an answer", async () => {
    server.failures.push("lost answer", new ApiError(503, "overloaded", "busy"), "lost answer");
    const outbox = await open();
    outbox.start();
    await outbox.add({ waId: "1", text: "one" });

    await vi.waitFor(() => expect(shown).toEqual([]));
    expect(server.stored.length).toBe(1);
  });

  it("goes on in the next tab where this one ended", async () => {
    const first = await open();
    const one = await first.add({ waId: "1", text: "one" }); // never started: the tab was closed
    const next = await open(random(2));
    expect(shown.map((it) => it.id)).toEqual([one.id]);

    next.start();
    await vi.waitFor(() => expect(server.stored).toEqual([one.id]));
    await vi.waitFor(async () => expect(await (await Database.open(user)).all()).toEqual([]));
  });

  it("keeps what was refused until a person decides", async () => {
    server.failures.push(new ApiError(422, "window_closed", "The window is closed"));
    const outbox = await open();
    outbox.start();
    const one = await outbox.add({ waId: "1", text: "one" });
    await vi.waitFor(() => expect(shown[0]?.error).toBe("The window is closed"));
    expect(outbox.idle).toBe(true);

    await outbox.retry(one.id);
    await vi.waitFor(() => expect(shown).toEqual([]));
    expect(server.stored).toEqual([one.id]);
  });

  it("does not hold up one chat for another", async () => {
    let release: () => void = () => {};
    const outbox = new Outbox({
      database: await Database.open(user),
      send: async (sent) => {
        if (sent.waId === "slow")
          await new Promise<void>((resolve) => {
            release = resolve;
          });
        return server.send(sent);
      },
      stored: () => {},
      changed: () => {},
      now: () => 1,
      random: random(3),
      pause: () => Promise.resolve(),
    });
    outbox.start();
    await outbox.add({ waId: "slow", text: "one" });
    const two = await outbox.add({ waId: "fast", text: "two" });

    await vi.waitFor(() => expect(server.stored).toEqual([two.id]));
    release();
  });

  it("makes ids as Parley does", () => {
    expect(makeId(1_795_000_000_000, random(1))).toMatch(/^msg_1795000000000_[a-z0-9]{9}$/);
  });
});
