import { describe, expect, it } from "vitest";
import { type Data, EMPTY, type Fact } from "../main/app/state/model";
import { reduce } from "../main/app/state/reduce";
import { ANA, chat, message, random, shuffled } from "./facts";

const BEN = "15550100077";
const opened: Fact = { kind: "opened", waId: ANA };

function stored(seq: number, change = {}): Fact {
  return { kind: "messageStored", message: message(seq, change) };
}

function status(seq: number, delivery: "sent" | "delivered" | "read", rev: number): Fact {
  const update = { id: `msg_${seq}`, wa_id: ANA, status: delivery, delivery, timestamp: "", rev, error: null };
  return { kind: "statusChanged", update: { ...update, status_times: { [delivery]: "x" } } };
}

function page(messages: ReturnType<typeof message>[], older: string | null, place: "end" | "before" = "end"): Fact {
  return { kind: "page", waId: ANA, messages, older, place };
}

function items(data: Data): string[] {
  return (data.conversations.get(ANA)?.items ?? []).map((it) => `${it.seq} ${it.delivery}`);
}

describe("messages", () => {
  it("are the same whatever the order of their facts, and however often they come", () => {
    const out = { type: "outgoing" as const, delivery: "sent" as const, status: "sent" as const };
    const facts: Fact[] = [
      stored(1),
      stored(2, out),
      status(2, "delivered", 150),
      status(2, "read", 160),
      { kind: "messageChanged", message: message(1, { rev: 155, text: "edited" }) },
      { kind: "chatRead", read: { wa_id: ANA, type: "bulk_read", ids: ["msg_1"], timestamp: "y", rev: 170 } },
    ];
    const start = reduce(EMPTY, [
      { kind: "chat", chat: chat(message(0, { rev: 90 })) },
      opened,
      page([message(0)], null),
    ]);
    const wanted = reduce(start, facts);
    expect(items(wanted)).toEqual(["0 delivered", "1 read", "2 read"]);
    expect(wanted.chats.get(ANA)?.unread).toBe(0);

    for (let seed = 1; seed <= 300; seed++) {
      const next = random(seed);
      // If a message is missing, the client loads the end again. Applying all facts in order simulates that.
      const mixed = shuffled([...facts, ...facts], next);
      let data = start;
      for (const fact of mixed) data = reduce(data, [fact]);
      data = reduce(data, facts);
      expect(items(data), `seed ${seed}`).toEqual(items(wanted));
      expect(data.chats.get(ANA)?.unread, `seed ${seed}`).toBe(0);
      expect(data.chats.get(ANA)?.chat.lastMessage?.delivery, `seed ${seed}`).toBe("read");
    }
  });

  it("of another chat of the same person are placed by their time", () => {
    const at = (seconds: number): string => new Date(1_795_000_000_000 + seconds * 1000).toISOString();
    const last = message(6, { timestamp: at(9) });
    const shown = [message(5, { timestamp: at(5) }), last];
    const other = message(1, { id: "wamid.1", wa_id: BEN, timestamp: at(7), rev: 110 });
    const known = { kind: "chat" as const, chat: chat(last) };
    const start = reduce(EMPTY, [
      known,
      { kind: "chat", chat: { ...chat(other), wa_id: BEN } },
      opened,
      page(shown, "older"),
    ]);
    const moved = (id: string, seq: number, seconds: number): Fact => ({
      kind: "messageChanged",
      message: message(seq, { id, timestamp: at(seconds), rev: 200 + seq }),
    });
    const data = reduce(start, [moved("wamid.1", 7, 7), moved("wamid.0", 8, 2), { kind: "removed", waId: BEN }]);

    expect(items(data)).toEqual(["5 delivered", "7 delivered", "6 delivered"]);
    expect(data.chats.get(BEN)).toBeUndefined();
    expect(data.conversations.get(ANA)?.gap).toBe(false);
  });

  it("have notes among them, placed by time, which have no `seq`", () => {
    const at = (seconds: number): string => new Date(1_795_000_000_000 + seconds * 1000).toISOString();
    const start = reduce(EMPTY, [
      { kind: "chat", chat: chat(message(2, { timestamp: at(2) })) },
      opened,
      page([message(1, { timestamp: at(1) }), message(2, { timestamp: at(2) })], "older"),
    ]);
    const note = (id: string, seconds: number, rev: number, text = id): Fact => {
      const timestamp = at(seconds);
      return {
        kind: "note",
        message: message(2, { id, timestamp, rev, text, message_type: "note", type: "outgoing" }),
      };
    };
    const texts = (data: Data): string[] => (data.conversations.get(ANA)?.items ?? []).map((it) => it.text);
    const told = reduce(start, [note("n1", 3, 200), note("n1", 3, 200), note("n0", 0.5, 190)]);
    const after = reduce(told, [{ kind: "messageStored", message: message(3, { timestamp: at(4), text: "three" }) }]);

    expect(texts(after).slice(2)).toEqual(["n1", "three"]);
    expect(after.conversations.get(ANA)?.gap).toBe(false);
    expect(after.chats.get(ANA)?.chat.lastMessage?.text).toBe("three");
    const changed = reduce(after, [note("n1", 3, 210, "changed"), note("n1", 3, 205, "late")]);
    expect(texts(changed)[2]).toBe("changed");
    expect(texts(reduce(changed, [{ kind: "gone", ids: ["n1"] }]))).not.toContain("changed");
  });

  it("are loaded after a jump until the end is in memory", () => {
    const start = reduce(EMPTY, [{ kind: "chat", chat: chat(message(9)) }, opened, page([message(9)], "x")]);
    const jumped = reduce(start, [
      { kind: "page", waId: ANA, messages: [message(3), message(4)], older: "a", newer: "b", place: "replace" },
    ]);
    expect(jumped.conversations.get(ANA)).toMatchObject({ atEnd: false, newer: "b", older: "a" });

    const more = reduce(jumped, [
      { kind: "page", waId: ANA, messages: [message(5), message(6)], older: null, newer: null, place: "after" },
    ]);
    expect(more.conversations.get(ANA)).toMatchObject({ atEnd: true, newer: null, older: "a" });
    expect(more.conversations.get(ANA)?.items.map((it) => it.seq)).toEqual([3, 4, 5, 6]);
  });

  it("change nothing when they arrive again", () => {
    const known: Fact = { kind: "chat", chat: chat(message(2)) };
    const data = reduce(EMPTY, [known, opened, page([message(1), message(2)], null), stored(3)]);

    expect(reduce(data, [stored(3), stored(2)])).toBe(data);
  });

  it("never go back to an earlier status", () => {
    const own = message(1, { type: "outgoing", delivery: "read", status: "read", rev: 200 });
    const data = reduce(EMPTY, [opened, page([own], null), status(1, "delivered", 150)]);

    expect(items(data)).toEqual(["1 read"]);
  });

  it("have a status that arrived before their page", () => {
    const own = message(1, { type: "outgoing", delivery: "sent", status: "sent" });
    const data = reduce(EMPTY, [opened, status(1, "delivered", 150), page([own], null)]);

    expect(items(data)).toEqual(["1 delivered"]);
  });

  it("are ordered by time, then by `seq`", () => {
    const time = message(5).timestamp;
    const data = reduce(EMPTY, [
      opened,
      page([message(1, { timestamp: time }), message(2, { timestamp: time }), message(3, { timestamp: time })], null),
    ]);

    expect(items(data)).toEqual(["1 delivered", "2 delivered", "3 delivered"]);
  });

  it("that are missing cause the end to be loaded again, and no message is shown across the gap", () => {
    const data = reduce(EMPTY, [opened, page([message(1)], null), stored(3)]);
    expect(data.conversations.get(ANA)?.gap).toBe(true);
    expect(items(data)).toEqual(["1 delivered"]);

    const whole = reduce(data, [page([message(2), message(3)], "older")]);
    expect(whole.conversations.get(ANA)?.gap).toBe(false);
    expect(items(whole)).toEqual(["1 delivered", "2 delivered", "3 delivered"]);
  });

  it("that are too far from the new end are dropped, and loaded again by scrolling", () => {
    const data = reduce(EMPTY, [opened, page([message(1)], null), page([message(8), message(9)], "older")]);

    expect(items(data)).toEqual(["8 delivered", "9 delivered"]);
    expect(data.conversations.get(ANA)?.older).toBe("older");
  });

  it("of an older page are added in front", () => {
    const data = reduce(EMPTY, [
      opened,
      page([message(3), message(4)], "older"),
      page([message(1), message(2)], null, "before"),
    ]);

    expect(items(data)).toEqual(["1 delivered", "2 delivered", "3 delivered", "4 delivered"]);
    expect(data.conversations.get(ANA)?.older).toBeNull();
  });

  it("that arrived before an empty page stay", () => {
    const data = reduce(EMPTY, [opened, stored(1), page([], null)]);

    expect(items(data)).toEqual(["1 delivered"]);
    expect(reduce(data, [stored(3)]).conversations.get(ANA)?.gap).toBe(true);
  });

  it("that do not directly follow a page that arrived after them are loaded again", () => {
    const data = reduce(EMPTY, [opened, stored(5), page([message(1), message(2), message(3)], null)]);

    expect(data.conversations.get(ANA)?.gap).toBe(true);
    expect(items(data)).toEqual(["1 delivered", "2 delivered", "3 delivered"]);
  });

  it("of a page that was requested before the chat was loaded again are not added in front", () => {
    const start = reduce(EMPTY, [opened, page([message(8)], "new")]);
    const late: Fact = { kind: "page", waId: ANA, messages: [message(1)], older: null, place: "before", from: "old" };

    expect(reduce(start, [late])).toBe(start);
  });

  it("of chats that are not open are not kept", () => {
    const data = reduce(EMPTY, [stored(1)]);

    expect(data.conversations.size).toBe(0);
    expect(data.chats.get(ANA)?.chat.lastMessage?.id).toBe("msg_1");
  });
});

describe("the list", () => {
  it("has the newest chat first", () => {
    const ben = message(5, { wa_id: BEN, id: "b" });
    const data = reduce(EMPTY, [
      { kind: "chat", chat: chat(message(1)) },
      { kind: "chat", chat: chat(ben) },
    ]);
    expect(data.order).toEqual([BEN, ANA]);

    expect(reduce(data, [stored(9)]).order).toEqual([ANA, BEN]);
  });

  it("counts messages that arrived or were read after the server counted", () => {
    const data = reduce(EMPTY, [
      { kind: "chat", chat: chat(message(1), { unreadCount: 2 }) },
      stored(2),
      stored(3),
      stored(3),
    ]);
    expect(data.chats.get(ANA)?.unread).toBe(4);

    const read: Fact = {
      kind: "chatRead",
      read: { wa_id: ANA, type: "bulk_read", ids: ["msg_0", "msg_1", "msg_2"], timestamp: "", rev: 140 },
    };
    expect(reduce(data, [read, read]).chats.get(ANA)?.unread).toBe(1);
  });

  it("does not count messages that the server had counted", () => {
    const data = reduce(EMPTY, [{ kind: "chat", chat: chat(message(3), { unreadCount: 1 }) }, stored(2), stored(3)]);

    expect(data.chats.get(ANA)?.unread).toBe(1);
  });

  it("does not forget messages that arrived while a summary was delayed", () => {
    const data = reduce(EMPTY, [
      { kind: "chat", chat: chat(message(1), { unreadCount: 1, rev: 110 }) },
      { kind: "chatRead", read: { wa_id: ANA, type: "bulk_read", ids: ["msg_1"], timestamp: "", rev: 140 }, turn: 7 },
      stored(2),
    ]);
    const late = chat(message(1), { unreadCount: 1, rev: 120 });
    expect(reduce(data, [{ kind: "chat", chat: late, asked: 6 }]).chats.get(ANA)?.unread).toBe(1);

    expect(reduce(data, [{ kind: "chat", chat: chat(message(2), { rev: 160 }) }]).chats.get(ANA)?.unread).toBe(0);
  });

  it("counts a message once that was read before the server counted and reported after the request", () => {
    const data = reduce(EMPTY, [
      { kind: "chat", chat: chat(message(3), { unreadCount: 3 }) },
      {
        kind: "chatRead",
        read: { wa_id: ANA, type: "bulk_read", ids: ["msg_1", "msg_2", "msg_3"], timestamp: "", rev: 140 },
        turn: 7,
      },
      { kind: "chat", chat: chat(message(3), { unreadCount: 0, rev: 170 }), asked: 6 },
      stored(4),
    ]);

    expect(data.chats.get(ANA)?.unread).toBe(1);
  });

  it("counts a message once that was read between a lost connection and the answer with the missed changes", () => {
    const before = reduce(EMPTY, [{ kind: "chat", chat: chat(message(3), { unreadCount: 3 }) }]);
    const read = message(1, { status: "read", delivery: "read", rev: 140 });
    const data = reduce(before, [
      { kind: "messageChanged", message: read },
      { kind: "chat", chat: chat(message(3), { unreadCount: 2, rev: 170 }) },
      // The event waited for the answer, which already includes it.
      {
        kind: "chatRead",
        read: { wa_id: ANA, type: "bulk_read", ids: ["msg_1"], timestamp: "", rev: 140 },
        turn: 7,
      },
    ]);

    expect(data.chats.get(ANA)?.unread).toBe(2);
  });

  it("does not compare the rev of a chat with those of its messages and its contact", () => {
    const person = {
      wa_id: ANA,
      name: "Ana Ruiz",
      phone: ANA,
      avatar: null,
      last_seen: null,
      is_online: true,
      createdAt: "",
      updatedAt: "",
      rev: 120,
    };
    const start = reduce(EMPTY, [{ kind: "chat", chat: chat(message(3), { unreadCount: 2, rev: 5_000 }) }]);
    const told = reduce(start, [stored(4), { kind: "contact", contact: person }]);
    expect(told.chats.get(ANA)?.unread).toBe(3);
    expect(told.chats.get(ANA)?.chat).toMatchObject({ name: "Ana Ruiz", is_online: true, seq: 4 });

    const read = reduce(told, [
      {
        kind: "chatRead",
        read: { wa_id: ANA, type: "bulk_read", ids: ["msg_2", "msg_3", "msg_4"], timestamp: "", rev: 140 },
      },
      { kind: "presence", waId: ANA, online: false, lastSeen: null, rev: 141 },
    ]);
    expect(read.chats.get(ANA)?.unread).toBe(0);
    expect(read.chats.get(ANA)?.chat.is_online).toBe(false);
  });

  it("keeps a presence that arrived while a summary was on its way", () => {
    const data = reduce(EMPTY, [
      { kind: "chat", chat: chat(message(1), { rev: 10 }) },
      { kind: "presence", waId: ANA, online: true, lastSeen: null, rev: 8, turn: 3 },
    ]);
    const online = (asked: number): boolean | undefined =>
      reduce(data, [{ kind: "chat", chat: chat(message(1), { rev: 11 }), asked }]).chats.get(ANA)?.chat.is_online;

    expect(online(2)).toBe(true);
    expect(online(3)).toBe(false);
  });

  it("ignores an older summary", () => {
    const data = reduce(EMPTY, [{ kind: "chat", chat: chat(message(3), { unreadCount: 1, name: "Ana Ruiz" }) }]);

    expect(reduce(data, [{ kind: "chat", chat: chat(message(2), { unreadCount: 7 }) }])).toBe(data);
  });

  it("keeps only one line of a long text", () => {
    const data = reduce(EMPTY, [stored(1, { text: "x".repeat(4000) })]);

    expect(data.chats.get(ANA)?.chat.lastMessage?.text.length).toBe(160);
  });

  it("keeps nothing of a message that the list does not show", () => {
    const content = { type: "contacts", contacts: [{ name: { formatted_name: "Ben" } }] };
    const data = reduce(EMPTY, [stored(1, { content, text: "Ben" })]);

    expect(data.chats.get(ANA)?.chat.lastMessage).toMatchObject({ text: "Ben", content: null });
  });

  it("opens the window when a customer writes", () => {
    const data = reduce(EMPTY, [{ kind: "chat", chat: chat(message(1)) }, stored(2)]);

    expect(data.chats.get(ANA)?.chat.window_expires_at).toBe("2026-11-30T12:02:00.000Z");
  });

  it("counts correctly, and remembers little, over a long day", () => {
    let data = reduce(EMPTY, [{ kind: "chat", chat: chat(message(0), { unreadCount: 1 }) }]);
    for (let seq = 1; seq <= 1_000; seq++) {
      const ids = [`msg_${seq - 1}`];
      data = reduce(data, [
        stored(seq),
        { kind: "chatRead", read: { wa_id: ANA, type: "bulk_read", ids, timestamp: "", rev: 10_000 + seq } },
      ]);
    }
    const entry = data.chats.get(ANA);

    expect(entry?.unread).toBe(1);
    expect((entry?.arrived.size ?? 0) + (entry?.read.size ?? 0)).toBeLessThanOrEqual(120);
    expect(reduce(data, [stored(1_000)]).chats.get(ANA)?.unread).toBe(1);
  });

  it("knows how many chats are unread, without those that are muted", () => {
    const ben = message(5, { wa_id: BEN, id: "b" });
    const data = reduce(EMPTY, [
      { kind: "chat", chat: chat(message(1), { unreadCount: 2 }) },
      { kind: "chat", chat: chat(ben, { unreadCount: 1, muted: true }) },
    ]);
    expect(data.unread).toBe(1);

    expect(reduce(data, [{ kind: "chat", chat: chat(ben, { unreadCount: 1, rev: 999 }) }]).unread).toBe(2);
    expect(reduce(data, [{ kind: "removed", waId: ANA }]).unread).toBe(0);
    expect(reduce(data, [{ kind: "reset" }]).unread).toBe(0);
  });

  it("does not show the text of a message that was removed", () => {
    const data = reduce(EMPTY, [
      { kind: "chat", chat: chat(message(2)) },
      opened,
      page([message(1), message(2)], null),
    ]);
    const last = (gone: Fact): string | undefined => reduce(data, [gone]).chats.get(ANA)?.chat.lastMessage?.text;

    expect(last({ kind: "gone", ids: ["msg_2"] })).toBe("Message 1");
    expect(last({ kind: "gone", ids: ["msg_1", "msg_2"], waId: ANA })).toBeUndefined();
  });

  it("forgets everything when everything is read again", () => {
    const data = reduce(EMPTY, [{ kind: "chat", chat: chat(message(2)) }, opened, page([message(2)], null)]);
    const other = chat(message(1, { wa_id: BEN, id: "b", rev: 3 }));

    expect(reduce(data, [{ kind: "reset" }, { kind: "chat", chat: other }]).order).toEqual([BEN]);
    expect(reduce(data, [{ kind: "reset" }]).conversations.size).toBe(0);
  });

  it("stays sorted after a thousand moves", () => {
    const next = random(7);
    let data = EMPTY;
    for (let step = 1; step <= 1_000; step++) {
      const waId = `1555010${Math.floor(next() * 60)}`;
      data = reduce(data, [
        {
          kind: "messageStored",
          message: message(Math.floor(next() * 5000), { wa_id: waId, id: `m${step}`, rev: step }),
        },
      ]);
    }
    const times = data.order.map((waId) => data.chats.get(waId)?.chat.lastMessage?.timestamp ?? "");

    expect(times).toEqual([...times].sort().reverse());
    expect(new Set(data.order).size).toBe(data.order.length);
  });
});
