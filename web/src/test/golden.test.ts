import { describe, expect, it } from "vitest";
import type { Chat, Message, Sync } from "../main/app/api/types";
import { listen } from "../main/app/state/events";
import { Following } from "../main/app/state/following";
import { type Data, EMPTY, type Fact } from "../main/app/state/model";
import { reduce } from "../main/app/state/reduce";
import recorded from "./golden/chats.json?raw";

/** What the server answers about chats. */
interface Answers {
  chats: Chat[];
  messages: Record<string, Message[]>;
}

/** Written by the server's `WebClientGoldenTest`, which says what is in it. */
const golden = JSON.parse(recorded) as {
  before: Answers;
  events: { name: string; payload: { [field: string]: unknown } }[];
  sync: Sync;
  after: Answers;
};

/** What a page that has read all chats shows before the first change. */
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

/** The facts of the events, in their order; as many as there are events that the client hears. */
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

/** A message as it is shown: nobody sees when it was changed last. */
function message(it: Message): object {
  return without(it, "position", "updatedAt");
}

/** A chat as the list shows it. Its `rev` says only which of two summaries is the newer one. */
function listed(chat: Chat, unread: number): object {
  const { lastMessage } = chat;
  // The list shows the text of a message, which the chat itself shows with all its parts.
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

/** Applies the answer to what was missed. */
async function caughtUp(): Promise<Data> {
  let data = start();
  const following = new Following("position 1", {
    sync: () => Promise.resolve(golden.sync),
    live: () => {},
    caughtUp: (facts) => {
      data = reduce(data, facts);
    },
    reset: () => Promise.reject(new Error("nothing is to be read again")),
    connected: () => true,
    pause: () => Promise.resolve(),
  });
  following.connected("position 2");
  await new Promise((resolve) => setTimeout(resolve));
  return data;
}

describe("what the server says", () => {
  it("is all understood", () => {
    const facts = heard();
    // A contact is shown with its chat, which is removed too.
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

  it("leads from event to event to what the server has", () => {
    expect(shown(applied(heard()))).toEqual(wanted);
  });

  it("leads there in one step after a lost connection", async () => {
    expect(shown(await caughtUp())).toEqual(wanted);
  });

  it("leads there with events that waited for an answer which includes them", async () => {
    const facts = heard();
    for (const [at, data] of [applied(facts), await caughtUp()].flatMap((it) =>
      facts.map((_, at) => [at, it] as const),
    )) {
      expect(shown(reduce(data, facts.slice(at))), `from event ${at} on`).toEqual(wanted);
    }
  });
});
