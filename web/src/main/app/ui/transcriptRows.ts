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

/** What is shown of a message that another one answers. */
export interface Quoted {
  id: string;
  name: string;
  text: string;
}

const quotes = new WeakMap<Message | Outgoing, Quoted>();

/** The message that a row answers: the server's copy, or the one in memory. Cached, so that rows stay equal. */
export function quotedOf(
  { kind, message }: Row,
  items: readonly Message[],
  author: (message: Message) => string,
): Quoted | null {
  const id = kind === "message" ? message.reply_to : message.replyTo;
  if (!id) return null;
  const known = quotes.get(message);
  if (known) return known;
  const original = items.find((it) => it.id === id || it.meta_msg_id === id);
  const copy = kind === "message" && message.quoted;
  const quoted = original
    ? { id: original.id, name: author(original), text: original.text.slice(0, 200) }
    : copy
      ? { id: copy.id, name: copy.name ?? "", text: copy.text }
      : null;
  if (quoted) quotes.set(message, quoted);
  return quoted;
}
