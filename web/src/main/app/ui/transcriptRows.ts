import type { Message } from "../api/types";
import type { Outgoing } from "../state/database";

const GROUP_MS = 5 * 60_000;

/** A row of a chat: a message, or an outgoing message that the server does not have yet. */
export type Row = { kind: "message"; message: Message } | { kind: "waiting"; message: Outgoing };

/** The time of a row's message. */
export function timeOf(row: Row): string {
  return row.kind === "message" ? row.message.timestamp : row.message.at;
}

/** Whether two rows belong to one group: the same side, within five minutes. */
export function together(one: Row, other: Row): boolean {
  const sideOf = (row: Row): string => {
    if (row.kind === "waiting") return "outgoing";
    return row.message.message_type === "note" ? `note ${row.message.sent_by?.id ?? ""}` : row.message.type;
  };
  return sideOf(one) === sideOf(other) && Math.abs(Date.parse(timeOf(other)) - Date.parse(timeOf(one))) < GROUP_MS;
}

/** The id of the first of `unread` unread messages; null: none is in memory. */
export function firstUnread(items: readonly Message[], unread: number): string | null {
  if (unread === 0) return null;
  let left = unread;
  let found: string | null = null;
  for (let i = items.length - 1; i >= 0 && left > 0; i--) {
    const message = items[i] as Message;
    if (message.type === "incoming" && message.status !== "read") {
      found = message.id;
      left--;
    }
  }
  return found;
}

const quotes = new WeakMap<Message, { id: string; name: string; text: string }>();

/** The message that a message answers: the server's copy, or the one in memory. Cached, so that rows stay equal. */
export function quotedOf(message: Message, items: readonly Message[], author: (message: Message) => string) {
  if (!message.reply_to) return null;
  const known = quotes.get(message);
  if (known) return known;
  const original = items.find((it) => it.id === message.reply_to || it.meta_msg_id === message.reply_to);
  const quoted = original
    ? { id: original.id, name: author(original), text: original.text.slice(0, 200) }
    : message.quoted
      ? { id: message.quoted.id, name: message.quoted.name ?? "", text: message.quoted.text }
      : null;
  if (quoted) quotes.set(message, quoted);
  return quoted;
}
