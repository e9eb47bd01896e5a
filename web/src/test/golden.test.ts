import { describe, expect, it } from "vitest";
import type { Chat, Message, Sync } from "../main/app/api/types";
import { listen } from "../main/app/state/events";
import { Following } from "../main/app/state/following";
import { type Data, EMPTY, type Fact } from "../main/app/state/model";
import { reduce } from "../main/app/state/reduce";
import recorded from "./golden/chats.json?raw";

/** The server's answers about chats. */
interface Answers {
  chats: Chat[];
  messages: Record<string, Message[]>;
}

/** Written by the server's `WebClientGoldenTest`, which describes it. */
const golden = JSON.parse(recorded) as {
  before: Answers;
  events: { name: string; payload: { [field: string]: unknown } }[];
  sync: Sync;
  after: Answers;
};

/** The state of a client that has loaded all chats, before the first change. */
function start(): Data {
  const { chats, messages } = golden.before;
  return reduce(EMPTY, [
    ...chats.map((chat): Fact => ({ kind: "chat", chat, asked: 0 })),
    ...Object.entries(messages).flatMap(([waId, page]): Fact[] => [
      { kind: "opened", waId },
      { kind: "page", waId, messages: page, older: null, place: "end" },
    ]),
  ]);
}

/** The facts of the events, in their order. */
function heard(): Fact[] {
  const handlers = new Map<string, (payload: unknown) => void>();
  const facts: Fact[] = [];
  const socket = { on: (name: string, handle: (payload: unknown) => void) => handlers.set(name, handle) };
  listen(socket as unknown as Parameters<typeof listen>[0], {
    fact: (fact) => facts.push({ ...fact, turn: facts.length + 1 } as Fact),
    typing: () => {},
    viewers: () => {},
  });
  for (const { name, payload } of golden.events) handlers.get(name)?.(payload);
  return facts;
}

function without<T extends object>(value: T, ...names: string[]): object {
  return Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)));
}

/** The fields of a message that users see; they do not see when it was last changed. */
function message(it: Message): object {
  return without(it, "position", "updatedAt");
}

/** A chat as the list shows it, without its `rev`, which only says which of two summaries is newer. */
function listed(chat: Chat, unread: number): object {
  const { lastMessage } = chat;
  // The list shows only the text of the last message.
  const last = lastMessage && without(lastMessage, "position", "updatedAt", "content", "quoted");
  return { ...without(chat, "rev", "position", "messages"), lastMessage: last, unreadCount: unread };
}

function shown(data: Data): object {
  return {
    chats: Object.fromEntries([...data.chats.values()].map(({ chat, unread }) => [chat.wa_id, listed(chat, unread)])),
    messages: Object.fromEntries(
      [...data.conversations].map(([waId, { items }]) => [waId, items.map((it) => message(it))]),
    ),
    unread: data.unread,
  };
}

const wanted = {
  chats: Object.fromEntries(golden.after.chats.map((chat) => [chat.wa_id, listed(chat, chat.unreadCount)])),
  messages: Object.fromEntries(
    Object.entries(golden.after.messages).map(([waId, page]) => [waId, page.map((it) => message(it))]),
  ),
  unread: golden.after.chats.filter((chat) => chat.unreadCount > 0 && !chat.muted).length,
};

/** Applies the events, and the summaries of new chats, which the client requests. */
function applied(facts: readonly Fact[]): Data {
  const data = reduce(start(), facts);
  const fresh = golden.after.chats.filter(({ wa_id }) => data.chats.get(wa_id)?.chat.rev === 0);
  return reduce(
    data,
    fresh.map((chat): Fact => ({ kind: "chat", chat, asked: facts.length })),
  );
}

/** Applies the answer with the missed changes. */
async function caughtUp(): Promise<Data> {
  let data = start();
  const following = new Following("position 1", {
    sync: () => Promise.resolve(golden.sync),
    live: () => {},
    caughtUp: (facts) => {
      data = reduce(data, facts);
    },
    reset: () => Promise.reject(new Error("nothing should be read again")),
    connected: () => true,
    pause: () => Promise.resolve(),
  });
  following.connected("position 2");
  await new Promise((resolve) => setTimeout(resolve));
  return data;
}

describe("the server's events and answers", () => {
  it("are all understood", () => {
    const facts = heard();
    // The client ignores the removal of a contact, because its chat is removed too.
    const events = golden.events.filter(({ payload }) => payload.kind !== "contact");

    expect(facts.length).toBe(events.length);
    expect(new Set(facts.map((fact) => fact.kind))).toEqual(
      new Set([
        "chat",
        "chatRead",
        "contact",
        "gone",
        "messageChanged",
        "messageStored",
        "note",
        "presence",
        "removed",
        "statusChanged",
      ]),
    );
  });

  it("lead, event by event, to the server's state", () => {
    expect(shown(applied(heard()))).toEqual(wanted);
  });

  it("lead to that state in one step after a lost connection", async () => {
    expect(shown(await caughtUp())).toEqual(wanted);
  });

  it("lead to that state if events waited for an answer that includes them", async () => {
    const facts = heard();
    for (const [at, data] of [applied(facts), await caughtUp()].flatMap((it) =>
      facts.map((_, at) => [at, it] as const),
    )) {
      expect(shown(reduce(data, facts.slice(at))), `from event ${at} on`).toEqual(wanted);
    }
  });
});
