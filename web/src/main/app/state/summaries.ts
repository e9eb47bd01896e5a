import type { BulkRead, Message, StatusUpdate } from "../api/types";
import type { Draft } from "./draft";
import { moved } from "./messages";
import { type ChatEntry, compareMessages, type Fact } from "./model";

// The entries of chats in the list, kept up to date with the facts about their messages.

/** The number of characters of a message that are kept for the list, which shows one line. */
const PREVIEW = 160;
/** How many messages are remembered that arrived or were read since the server counted; older ones are only counted. */
const MOST_SINGLE = 60;
const FOLDED = 30;

const NONE: ReadonlyMap<string, number> = new Map();

/** The entries of `known` with a number above `least`. */
function after(least: number, known: ReadonlyMap<string, number> | undefined): ReadonlyMap<string, number> {
  const later = [...(known ?? [])].filter(([, number]) => number > least);
  return later.length === 0 ? NONE : new Map(later);
}

/** The turn of a message that was read, if the server's number of unread messages is known to exclude it. */
const COUNTED = -1;

/** Marks the read messages that a summary reflects. They are not forgotten, because the fact may arrive again. */
function counted(asked: number, read: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  return new Map([...read].map(([id, turn]) => [id, turn > asked ? turn : COUNTED]));
}

/** The part of a message that the list shows. Only the chat itself needs the rest. */
function shortened(message: Message | null): Message | null {
  if (!message || (message.text.length <= PREVIEW && !message.content && !message.quoted)) return message;
  return { ...message, text: message.text.slice(0, PREVIEW), content: null, quoted: null };
}

export function snapshot(draft: Draft, { chat, asked = Number.POSITIVE_INFINITY }: Fact & { kind: "chat" }): void {
  const before = draft.readChats().get(chat.wa_id);
  if (before && chat.rev <= before.chat.rev) return;
  const lastMessage = newer(before?.chat.lastMessage ?? null, chat.lastMessage);
  const keepPresence = before !== undefined && before.presenceTurn > asked;
  const entry = bounded({
    chat: {
      ...chat,
      lastMessage: shortened(lastMessage),
      is_online: keepPresence ? before.chat.is_online : chat.is_online,
      last_seen: keepPresence ? before.chat.last_seen : chat.last_seen,
    },
    counted: chat.seq,
    // Messages may have arrived while the answer was on its way.
    arrived: after(chat.seq, before?.arrived),
    read: counted(asked, before?.read ?? NONE),
    presenceRev: before?.presenceRev ?? 0,
    presenceTurn: before?.presenceTurn ?? 0,
  });
  draft.setChat(chat.wa_id, entry);
}

export function contact(draft: Draft, { contact, turn = 0 }: Fact & { kind: "contact" }): void {
  const { wa_id, name, phone, avatar, is_online, last_seen, rev } = contact;
  const entry = draft.readChats().get(wa_id);
  if (!entry || rev <= entry.presenceRev) return;
  const chat = { ...entry.chat, name, phone, avatar, is_online, last_seen };
  draft.setChat(wa_id, { ...entry, chat, presenceRev: rev, presenceTurn: turn });
}

export function presence(draft: Draft, { waId, online, lastSeen, rev, turn = 0 }: Fact & { kind: "presence" }): void {
  const entry = draft.readChats().get(waId);
  if (!entry || rev <= entry.presenceRev) return;
  const chat = { ...entry.chat, is_online: online, last_seen: lastSeen };
  draft.setChat(waId, { ...entry, chat, presenceRev: rev, presenceTurn: turn });
}

/** The later of two messages; if both are the same message, the state with the higher `rev`. */
function newer(one: Message | null, other: Message | null): Message | null {
  if (!one || !other) return one ?? other;
  if (one.id === other.id) return one.rev >= other.rev ? one : other;
  return compareMessages(one, other) > 0 ? one : other;
}

function unreadOf(entry: Omit<ChatEntry, "unread">): number {
  let before = entry.chat.unreadCount;
  let since = 0;
  for (const id of entry.arrived.keys()) if (!entry.read.has(id)) since++;
  for (const [id, turn] of entry.read) if (turn !== COUNTED && !entry.arrived.has(id)) before--;
  // The server's count may already exclude some of the messages that were read.
  return Math.max(0, before) + since;
}

function bounded(entry: Omit<ChatEntry, "unread">): ChatEntry {
  const kept = entry.arrived.size > MOST_SINGLE || entry.read.size > MOST_SINGLE ? folded(entry) : entry;
  return { ...kept, unread: unreadOf(kept) };
}

/** Adds the oldest remembered messages to the number, and forgets them. No fact about them is expected any more. */
function folded(entry: Omit<ChatEntry, "unread">): Omit<ChatEntry, "unread"> {
  const arrived = new Map(entry.arrived);
  const read = new Map(entry.read);
  let { counted } = entry;
  let { unreadCount } = entry.chat;
  for (const [id, seq] of [...arrived].slice(0, Math.max(0, arrived.size - FOLDED))) {
    arrived.delete(id);
    counted = Math.max(counted, seq);
    if (!read.delete(id)) unreadCount++;
  }
  for (const [id, turn] of [...read].slice(0, Math.max(0, read.size - FOLDED))) {
    read.delete(id);
    if (turn !== COUNTED && !arrived.delete(id)) unreadCount = Math.max(0, unreadCount - 1);
  }
  return { ...entry, chat: { ...entry.chat, unreadCount }, counted, arrived, read };
}

export function summarise(draft: Draft, message: Message, stored: boolean): void {
  const before = draft.readChats().get(message.wa_id);
  if (!before) {
    if (stored) draft.setChat(message.wa_id, newChat(message));
    return;
  }
  const last = newer(before.chat.lastMessage, message);
  const isNew = stored && message.seq > before.counted;
  const incoming = message.type === "incoming";
  let chat = before.chat;
  if (last !== chat.lastMessage) chat = { ...chat, lastMessage: shortened(last) };
  if (isNew && message.seq > chat.seq) chat = { ...chat, seq: message.seq };
  let arrived = before.arrived;
  if (isNew && incoming && message.status !== "read" && !arrived.has(message.id)) {
    arrived = new Map(arrived).set(message.id, message.seq);
  }
  if (isNew && incoming && message.message_type !== "system" && !message.origin) {
    const closes = new Date(Date.parse(message.timestamp) + 86_400_000).toISOString();
    if (!chat.window_expires_at || chat.window_expires_at < closes) chat = { ...chat, window_expires_at: closes };
    if (!chat.last_seen || chat.last_seen < message.timestamp) chat = { ...chat, last_seen: message.timestamp };
  }
  let { read } = before;
  // The summary that comes with the message does not count it as unread.
  if (!stored && incoming && message.status === "read" && !read.has(message.id)) {
    read = new Map(read).set(message.id, COUNTED);
  }
  if (chat === before.chat && arrived === before.arrived && read === before.read) return;
  draft.setChat(message.wa_id, bounded({ ...before, chat, arrived, read }));
}

export function lastStatus(draft: Draft, update: StatusUpdate): void {
  const entry = draft.readChats().get(update.wa_id);
  const last = entry?.chat.lastMessage;
  if (entry && last?.id === update.id && update.rev > last.rev) {
    draft.setChat(update.wa_id, { ...entry, chat: { ...entry.chat, lastMessage: moved(last, update) } });
  }
}

export function readChat(draft: Draft, { wa_id, ids }: BulkRead, turn: number): void {
  const entry = draft.readChats().get(wa_id);
  if (!entry) return;
  const fresh = ids.filter((id) => !entry.read.has(id));
  if (fresh.length === 0) return;
  const read = new Map([...entry.read, ...fresh.map((id): [string, number] => [id, turn])]);
  draft.setChat(wa_id, bounded({ ...entry, read }));
}

/** Takes removed messages out of the list's entries. @param waId the chat of the messages, if it is known */
export function lastGone(draft: Draft, ids: readonly string[], waId: string | undefined): void {
  const gone = new Set(ids);
  for (const id of waId === undefined ? [...draft.readOrder()] : [waId]) {
    const entry = draft.readChats().get(id);
    if (!entry?.chat.lastMessage || !gone.has(entry.chat.lastMessage.id)) continue;
    const conversation = draft.conversation(id);
    const left = conversation?.atEnd ? conversation.items.findLast((it) => it.message_type !== "note") : undefined;
    draft.setChat(id, { ...entry, chat: { ...entry.chat, lastMessage: shortened(left ?? null) } });
  }
}

/** A chat that is known only by its first message. The server's summary replaces it later. */
function newChat(message: Message): ChatEntry {
  const incoming = message.type === "incoming";
  return bounded({
    chat: {
      wa_id: message.wa_id,
      name: incoming ? message.name : message.wa_id,
      phone: message.phone,
      avatar: null,
      lastMessage: shortened(message),
      unreadCount: 0,
      is_online: incoming,
      last_seen: incoming ? message.timestamp : null,
      window_expires_at: incoming ? new Date(Date.parse(message.timestamp) + 86_400_000).toISOString() : null,
      seq: message.seq,
      rev: 0,
    },
    counted: 0,
    arrived: incoming && message.status !== "read" ? new Map([[message.id, message.seq]]) : NONE,
    read: NONE,
    presenceRev: 0,
    presenceTurn: 0,
  });
}
