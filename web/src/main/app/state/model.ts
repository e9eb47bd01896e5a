import type { BulkRead, Chat, Contact, Message, StatusUpdate } from "../api/types";
import { Shards } from "./shards";

/**
 * One thing that the server told. Applying it twice, late or in another order changes nothing. A `rev` orders what is
 * told of one object; those of a chat, its messages and its contact are not comparable. So facts that a summary may
 * or may not include have a turn: their number among those that were heard.
 */
export type Fact =
  /** A summary. @param asked the turn of the last fact that was heard before it was asked for; left out: it is of now */
  | { kind: "chat"; chat: Chat; asked?: number }
  | { kind: "messageStored"; message: Message }
  | { kind: "messageChanged"; message: Message }
  /** The same message with fresh links to its files. */
  | { kind: "refreshed"; message: Message }
  | { kind: "statusChanged"; update: StatusUpdate }
  | { kind: "chatRead"; read: BulkRead; turn?: number }
  | { kind: "contact"; contact: Contact; turn?: number }
  | { kind: "presence"; waId: string; online: boolean; lastSeen: string | null; rev: number; turn?: number }
  /** The chat is gone for good, or is not shown to this user any more. */
  | { kind: "removed"; waId: string }
  /** A note of the team about a chat; not a message of it, although it is shown among them. */
  | { kind: "note"; message: Message }
  /** Messages or notes that are not there any more. Without `waId` they may be of any chat. */
  | { kind: "gone"; ids: readonly string[]; waId?: string }
  | {
      kind: "page";
      waId: string;
      messages: Message[];
      /** The path of the page before it; of a page `after` it does not matter. */
      older: string | null;
      /** The path of the page after it, of a page in the middle. */
      newer?: string | null;
      place: "end" | "before" | "replace" | "after";
      /** The path that a page `before` or `after` was read from: where the chat goes on elsewhere by now, it is late. */
      from?: string;
    }
  | { kind: "opened"; waId: string }
  | { kind: "forgotten"; waIds: string[] }
  /** Drops the messages before `from`. @param older the path to load them from again */
  | { kind: "trimmed"; waId: string; from: string; older: string }
  /** What is known says nothing any more: everything is read again. */
  | { kind: "reset" };

/** A chat of the list, with what is needed to count its unread messages whatever the order of facts. */
export interface ChatEntry {
  chat: Chat;
  /** Up to this `seq`, unread messages are in `chat.unreadCount`. */
  counted: number;
  /** Incoming messages after those, and their `seq`. */
  arrived: ReadonlyMap<string, number>;
  /** Messages that were read since the server counted, and the turn of that. */
  read: ReadonlyMap<string, number>;
  unread: number;
  /** `rev` of the contact when it was last told of, and the turn of that. */
  presenceRev: number;
  presenceTurn: number;
}

/** The messages of a chat that are in memory: without a gap, from some point on. */
export interface Conversation {
  /** By time, then by `seq`. */
  items: readonly Message[];
  /** Path of the page before; null: the beginning is here; undefined: nothing was loaded yet. */
  older: string | null | undefined;
  /** A message is missing between those here and one that was told of: load the end again. */
  gap: boolean;
  /** The newest message is here; false after a jump to an old one. */
  atEnd: boolean;
  /** Path of the page after a jump; null: the end is here. */
  newer: string | null;
}

export interface Data {
  chats: Shards<ChatEntry>;
  /** Addresses, newest message first. */
  order: readonly string[];
  conversations: ReadonlyMap<string, Conversation>;
  /** Changes of messages that are not here, for pages that are on their way. At most 500. */
  late: ReadonlyMap<string, StatusUpdate>;
  /** The number of chats with unread messages, without those that are muted. */
  unread: number;
}

export const EMPTY: Data = { chats: Shards.empty(), order: [], conversations: new Map(), late: new Map(), unread: 0 };

/** As messages stand in a chat. */
export function compareMessages(one: Message, other: Message): number {
  if (one.timestamp !== other.timestamp) return one.timestamp < other.timestamp ? -1 : 1;
  return one.seq - other.seq;
}
