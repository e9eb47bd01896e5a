import type { BulkRead, Chat, Contact, Message, StatusUpdate } from "../api/types";
import { Shards } from "./shards";

/**
 * A piece of information from the server. Facts may be applied twice, late or in another order: the result is the same.
 * A `rev` orders the facts about one object; the `rev` of a chat, of its messages and of its contact are not
 * comparable. So a fact that a summary may or may not include has a turn: its number among the facts that arrived.
 */
export type Fact =
  /** A summary. @param asked the turn of the last fact that arrived before it was requested; left out: it is current */
  | { kind: "chat"; chat: Chat; asked?: number }
  | { kind: "messageStored"; message: Message }
  | { kind: "messageChanged"; message: Message }
  /** The same message with fresh links to its files. */
  | { kind: "refreshed"; message: Message }
  | { kind: "statusChanged"; update: StatusUpdate }
  | { kind: "chatRead"; read: BulkRead; turn?: number }
  | { kind: "contact"; contact: Contact; turn?: number }
  | { kind: "presence"; waId: string; online: boolean; lastSeen: string | null; rev: number; turn?: number }
  /** The chat was removed, or this user must not see it any more. */
  | { kind: "removed"; waId: string }
  /** A note of the team about a chat; not a message of it, although it is shown among them. */
  | { kind: "note"; message: Message }
  /** Messages or notes that were removed. Without `waId` they may be of any chat. */
  | { kind: "gone"; ids: readonly string[]; waId?: string }
  | {
      kind: "page";
      waId: string;
      messages: Message[];
      /** The path of the page before it; not used for a page `after`. */
      older: string | null;
      /** The path of the page after it, for a page in the middle of the chat. */
      newer?: string | null;
      place: "end" | "before" | "replace" | "after";
      /** The path of a page `before` or `after`. If the chat needs another page by now, this one is ignored. */
      from?: string;
    }
  | { kind: "opened"; waId: string }
  | { kind: "forgotten"; waIds: string[] }
  /** Drops the messages before `from`. @param older the path to load them from again */
  | { kind: "trimmed"; waId: string; from: string; older: string }
  /** Everything in memory is invalid: it is read again. */
  | { kind: "reset" };

/** A chat of the list, with the data to count its unread messages correctly in any order of facts. */
export interface ChatEntry {
  chat: Chat;
  /** `chat.unreadCount` counts the unread messages up to this `seq`. */
  counted: number;
  /** Incoming messages with a higher `seq`, by id, with their `seq`. */
  arrived: ReadonlyMap<string, number>;
  /** Messages that were read since the server counted, by id, with the turn of the fact that said so; -1 if the server did not count the message. */
  read: ReadonlyMap<string, number>;
  unread: number;
  /** The `rev` of the latest fact about the contact, and its turn. */
  presenceRev: number;
  presenceTurn: number;
}

/** The messages of a chat that are in memory: without a gap, from some point on. */
export interface Conversation {
  /** By time, then by `seq`. */
  items: readonly Message[];
  /** The path of the page before; null: the beginning is in memory; undefined: nothing was loaded yet. */
  older: string | null | undefined;
  /** Whether a message is missing between those in memory and one that arrived: then the end is loaded again. */
  gap: boolean;
  /** Whether the newest message is in memory; false after a jump to an old one. */
  atEnd: boolean;
  /** After a jump, the path of the page after the messages in memory; null: the end is in memory. */
  newer: string | null;
}

export interface Data {
  chats: Shards<ChatEntry>;
  /** The ids of the chats in the order of the list. */
  order: readonly string[];
  conversations: ReadonlyMap<string, Conversation>;
  /** Changes of messages that are not in memory, kept for pages that are being loaded. At most 500. */
  late: ReadonlyMap<string, StatusUpdate>;
  /** The number of chats with unread messages, without those that are muted. */
  unread: number;
}

export const EMPTY: Data = { chats: Shards.empty(), order: [], conversations: new Map(), late: new Map(), unread: 0 };

/** Compares two messages by their order in a chat. */
export function compareMessages(one: Message, other: Message): number {
  if (one.timestamp !== other.timestamp) return one.timestamp < other.timestamp ? -1 : 1;
  return one.seq - other.seq;
}
