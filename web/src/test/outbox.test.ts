import "fake-indexeddb/auto";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError } from "../main/app/api/http";
import { Database, type Outgoing } from "../main/app/state/database";
import { makeId, Outbox } from "../main/app/state/outbox";
import { message, random } from "./facts";

let users = 0;

/** A server that stores each id once, and fails if the test says so. */
class Server {
  readonly stored: string[] = [];
  readonly failures: (ApiError | "lost answer" | null)[] = [];

  readonly expected: (number | null)[] = [];
  readonly contents: (Outgoing["content"] | undefined)[] = [];
  seq = 1;

  async send(sent: Outgoing) {
    this.expected.push(sent.expectSeq);
    const failure = this.failures.shift();
    if (failure instanceof ApiError) throw failure;
    this.contents.push(sent.content);
    if (!this.stored.includes(sent.id)) this.stored.push(sent.id);
    if (failure === "lost answer") throw new ApiError(0, "unreachable", "gone");
    return message(this.seq++, { id: sent.id, wa_id: sent.waId, type: "outgoing" });
  }

  /** Ends immediately; for a file called `slow`, only when it is cancelled. */
  upload(name: string, signal: AbortSignal): Promise<string> {
    if (name !== "slow") return Promise.resolve("med_1");
    return new Promise((_resolve, reject) => {
      signal.addEventListener("abort", () => reject(new ApiError(0, "cancelled", "cancelled")));
    });
  }
}

const LATE = new ApiError(409, "conflict", "newer messages", undefined, [], {
  messages: [{ id: "m2", type: "incoming", name: "Alice", text: "Never mind", timestamp: "2026-11-29T10:00:00.000Z" }],
});

const PICTURE = { blob: new Blob(["bytes"]), name: "lid.jpg", media: null };

describe("the outbox", () => {
  let server: Server;
  let user: string;
  let shown: readonly Outgoing[];
  let pauses: number[];
  /** For each pause, in their order: whether the connection comes back after it. */
  let comesBack: boolean[];

  async function open(next = random(1)): Promise<Outbox> {
    const outbox = new Outbox({
      database: await Database.open(user),
      send: (sent) => server.send(sent),
      upload: (_message, file, signal) => server.upload(file.name, signal),
      stored: () => {},
      changed: (waiting) => {
        shown = [...waiting.values()].flat();
      },
      now: () => 1_795_000_000_000,
      random: next,
      pause: (millis) => {
        pauses.push(millis);
        return Promise.resolve(comesBack.shift() ?? false);
      },
    });
    await outbox.load();
    return outbox;
  }

  beforeEach(() => {
    server = new Server();
    user = `u${++users}`;
    shown = [];
    pauses = [];
    comesBack = [];
  });

  it("shows a message before it is stored anywhere", async () => {
    const outbox = await open();
    const added = outbox.add({ waId: "1", text: "Hello" });

    expect(shown.map((it) => it.text)).toEqual(["Hello"]);
    await added;
  });

  it("sends in order, and removes messages that the server has stored", async () => {
    const outbox = await open();
    outbox.start();
    const one = await outbox.add({ waId: "1", text: "one" });
    const two = await outbox.add({ waId: "1", text: "two" });

    await vi.waitFor(() => expect(shown).toEqual([]));
    expect(server.stored).toEqual([one.id, two.id]);
  });

  it("does not send twice if the server stored a message and its answer was lost", async () => {
    server.failures.push("lost answer", new ApiError(503, "overloaded", "busy"), "lost answer");
    const outbox = await open();
    outbox.start();
    await outbox.add({ waId: "1", text: "one" });

    await vi.waitFor(() => expect(shown).toEqual([]));
    expect(server.stored.length).toBe(1);
  });

  it("waits longer each time, and begins again with short pauses once the connection is back", async () => {
    for (let i = 0; i < 5; i++) server.failures.push(new ApiError(503, "overloaded", "busy"));
    comesBack = [false, false, true];
    const outbox = await open();
    outbox.start();
    await outbox.add({ waId: "1", text: "one" });

    await vi.waitFor(() => expect(shown).toEqual([]));
    expect(pauses).toEqual([1_000, 2_000, 4_000, 1_000, 2_000]);
  });

  it("continues in the next tab after this one was closed", async () => {
    const first = await open();
    const one = await first.add({ waId: "1", text: "one" }); // never started: the tab was closed
    const next = await open(random(2));
    expect(shown.map((it) => it.id)).toEqual([one.id]);

    next.start();
    await vi.waitFor(() => expect(server.stored).toEqual([one.id]));
    await vi.waitFor(async () => expect(await (await Database.open(user)).all()).toEqual([]));
  });

  it("keeps refused messages until the user decides", async () => {
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
      upload: () => Promise.reject(new Error("there is no file")),
      stored: () => {},
      changed: () => {},
      now: () => 1,
      random: random(3),
      pause: () => Promise.resolve(false),
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

  it("uploads a file before its message is sent", async () => {
    const outbox = await open();
    outbox.start();
    await outbox.add({ waId: "1", text: "Photo", content: { type: "image" }, file: PICTURE });

    await vi.waitFor(() => expect(shown).toEqual([]));
    expect(server.contents).toEqual([{ type: "image", media: "med_1" }]);
  });

  it("continues with the next message after an upload was cancelled", async () => {
    const outbox = await open();
    outbox.start();
    const slow = await outbox.add({
      waId: "1",
      text: "Photo",
      content: { type: "image" },
      file: { ...PICTURE, name: "slow" },
    });
    const two = await outbox.add({ waId: "1", text: "two" });
    await outbox.discard(slow.id);

    await vi.waitFor(() => expect(server.stored).toEqual([two.id]));
    expect(shown).toEqual([]);
  });

  it("asks if somebody wrote meanwhile, and sends when the user confirms", async () => {
    server.failures.push(LATE);
    const outbox = await open();
    outbox.start();
    const one = await outbox.add({ waId: "1", text: "one", expectSeq: 1 });
    await vi.waitFor(() => expect(shown[0]?.missed?.map((it) => it.text)).toEqual(["Never mind"]));

    await outbox.retry(one.id);
    await vi.waitFor(() => expect(shown).toEqual([]));
    expect(server.expected).toEqual([1, null]);
  });

  it("does not ask after a customer's message if ours waited for the network", async () => {
    server.failures.push(new ApiError(0, "unreachable", "gone"), LATE);
    const outbox = await open();
    outbox.start();
    await outbox.add({ waId: "1", text: "one", expectSeq: 1 });

    await vi.waitFor(() => expect(shown).toEqual([]));
    expect(server.expected).toEqual([1, 1, null]);
  });

  it("does not take one's own message for somebody else's", async () => {
    server.seq = 5;
    const outbox = await open();
    outbox.start();
    await outbox.add({ waId: "1", text: "one", expectSeq: 4 });
    await outbox.add({ waId: "1", text: "two", expectSeq: 4 });

    await vi.waitFor(() => expect(shown).toEqual([]));
    expect(server.expected).toEqual([4, 5]);
  });

  it("keeps the order of messages that were written at the same moment, in the next tab too", async () => {
    const first = await open();
    const texts = ["a", "b", "c", "d", "e", "f"];
    for (const text of texts) await first.add({ waId: "1", text });
    await open(random(2));

    expect(shown.map((it) => it.text)).toEqual(texts);
  });

  it("does not send a message that its tab discarded after another tab took it over", async () => {
    const first = await open();
    const one = await first.add({ waId: "1", text: "one" });
    const next = await open(random(2));
    await first.discard(one.id);
    next.start();

    await vi.waitFor(() => expect(shown).toEqual([]));
    expect(server.stored).toEqual([]);
  });

  it("continues after its own message, even if a customer wrote in between", async () => {
    const outbox = await open();
    outbox.start();
    const one = await outbox.add({ waId: "1", text: "one" });
    await vi.waitFor(() => expect(shown).toEqual([]));
    server.failures.push(
      new ApiError(409, "conflict", "newer messages", undefined, [], { messages: [{ id: one.id, type: "outgoing" }] }),
    );
    await outbox.add({ waId: "1", text: "two", expectSeq: 0 });

    await vi.waitFor(() => expect(shown).toEqual([]));
    expect(server.expected).toEqual([null, 0, null]);
  });

  it("does not ask for messages behind one that waited for the network either", async () => {
    const outbox = await open();
    await outbox.add({ waId: "1", text: "one" });
    await outbox.add({ waId: "1", text: "two", expectSeq: 7 });
    server.failures.push(new ApiError(0, "unreachable", "gone"), null, LATE);
    outbox.start();

    await vi.waitFor(() => expect(shown).toEqual([]));
    expect(server.stored.length).toBe(2);
  });

  it("sends even if another tab has deleted the database", async () => {
    const left = await open();
    await left.add({ waId: "1", text: "Left by a closed tab" });
    const outbox = await open(random(2));
    const mine = await outbox.add({ waId: "1", text: "Of this tab" });
    const elsewhere = await Database.open(user);
    await elsewhere.erase();

    outbox.start();
    await vi.waitFor(() => expect(server.stored.length).toBe(2));
    expect(server.stored).toContain(mine.id);
    outbox.confirm(mine.id); // this throws no error later
    await outbox.discard(mine.id);
    await expect(outbox.load()).rejects.toThrow();
  });
});
