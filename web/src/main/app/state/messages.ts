import type { BulkRead, Message, StatusUpdate } from "../api/types";
import type { Draft } from "./draft";
import { compareMessages, type Fact } from "./model";

// The messages of chats that are in memory.

const MOST_IN_MEMORY = 2_000;

function merged(draft: Draft, known: Message | undefined, told: Message): Message {
  const message = known && told.rev <= known.rev ? known : told;
  const update = draft.waiting(message.id);
  return update && update.rev > message.rev ? moved(message, update) : message;
}

export function moved(message: Message, update: StatusUpdate): Message {
  const { status, delivery, error, status_times, receipts, rev } = update;
  return { ...message, status, delivery, error, status_times, ...(receipts && { receipts }), rev };
}

/** The index of `message`, or the index at which to insert it. */
function find(items: readonly Message[], message: Message): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareMessages(items[middle] as Message, message) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function indexOf(items: readonly Message[], id: string): number {
  for (let i = items.length - 1; i >= 0; i--) if (items[i]?.id === id) return i;
  return -1;
}

export function insert(draft: Draft, told: Message): void {
  const conversation = draft.conversation(told.wa_id);
  if (!conversation) return;
  const { items } = conversation;
  const at = indexOf(items, told.id);
  const known = at >= 0 ? items[at] : undefined;
  const message = merged(draft, known, told);
  if (known) {
    if (message === known) return;
    const next = [...items];
    next.splice(at, 1);
    next.splice(find(next, message), 0, message);
    return draft.setConversation(told.wa_id, { ...conversation, items: next });
  }
  let least = Number.POSITIVE_INFINITY;
  let most = 0;
  for (const item of items) {
    if (item.seq < least) least = item.seq;
    if (item.seq > most) most = item.seq;
  }
  const knowsBeginning = conversation.older === null;
  if (items.length > 0 && told.seq < least && !knowsBeginning) return; // older than the loaded messages
  if (told.seq > most && !conversation.atEnd) return; // newer than the page that was jumped to
  // An empty chat begins with its first message, so that message leaves no gap.
  if ((items.length > 0 || conversation.older === null) && told.seq > most + 1) {
    return draft.setConversation(told.wa_id, { ...conversation, gap: true });
  }
  const place = find(items, message);
  // The message comes from another chat of the same person, and is older than the loaded messages.
  if (place === 0 && items.length > 0 && !knowsBeginning) return;
  const next = [...items];
  next.splice(place, 0, message);
  draft.setConversation(told.wa_id, { ...conversation, items: next });
}

/** Replaces a message by a copy with fresh links to its files, which does not have a higher `rev`. */
export function refresh(draft: Draft, told: Message): void {
  const conversation = draft.conversation(told.wa_id);
  const at = conversation ? indexOf(conversation.items, told.id) : -1;
  const known = conversation?.items[at];
  if (!conversation || !known || told.rev < known.rev) return;
  const items = [...conversation.items];
  items[at] = told;
  draft.setConversation(told.wa_id, { ...conversation, items });
}

/** Inserts or replaces a note. A note has no `seq` of its own, so its time decides its place among the messages. */
export function note(draft: Draft, told: Message): void {
  const conversation = draft.conversation(told.wa_id);
  if (!conversation || conversation.older === undefined) return;
  const { items } = conversation;
  const at = indexOf(items, told.id);
  const known = items[at];
  if (known && told.rev <= known.rev) return;
  const rest = known ? items.filter((item) => item !== known) : [...items];
  const place = find(rest, told);
  if (place === 0 && conversation.older !== null && rest.length > 0) return; // older than the loaded messages
  if (place === rest.length && !conversation.atEnd) return; // newer than the page that was jumped to
  rest.splice(place, 0, told);
  draft.setConversation(told.wa_id, { ...conversation, items: rest });
}

export function gone(draft: Draft, ids: readonly string[]): void {
  const wanted = new Set(ids);
  for (const [waId, conversation] of draft.readConversations()) {
    const items = conversation.items.filter((item) => !wanted.has(item.id));
    if (items.length < conversation.items.length) draft.setConversation(waId, { ...conversation, items });
  }
}

export function page(draft: Draft, fact: Fact & { kind: "page" }): void {
  const { waId, messages, older, newer, place: where, from } = fact;
  const conversation = draft.conversation(waId);
  if (!conversation) return;
  if (from !== undefined && from !== (where === "before" ? conversation.older : conversation.newer)) return;
  const known = new Map(conversation.items.map((item) => [item.id, item]));
  const told = messages.map((message) => merged(draft, known.get(message.id), message));
  const seqs = told.map((message) => message.seq);
  let base: readonly Message[] = conversation.items;
  let before = conversation.older;
  let gap = false;
  if (where === "replace") {
    base = [];
    before = older;
  } else if (where === "end") {
    const least = Math.min(...seqs);
    const most = conversation.items.reduce((max, item) => Math.max(max, item.seq), 0);
    // The messages in memory end before the page begins. There is a gap between them, so they are dropped.
    if (most > 0 && seqs.length > 0 && least > most + 1) base = [];
    // The messages that arrived meanwhile do not follow directly after the page. They are dropped, and another page
    // will be read with them and the messages between.
    const end = Math.max(0, ...seqs);
    const later = base.filter((item) => item.seq > end);
    if (later.length > 0 && Math.min(...later.map((item) => item.seq)) > end + 1) {
      gap = true;
      base = base.filter((item) => item.seq <= end);
    }
    if (base.length === 0 || conversation.older === undefined) before = older;
  } else if (where === "before") {
    before = older;
  }
  const inPage = new Set(told.map((message) => message.id));
  let items = [...base.filter((item) => !inPage.has(item.id)), ...told].sort(compareMessages);
  let after = where === "end" ? null : where === "before" ? conversation.newer : (newer ?? null);
  let atEnd = where === "before" ? conversation.atEnd : after === null;
  if (items.length > MOST_IN_MEMORY && where === "before") {
    items = items.slice(0, MOST_IN_MEMORY);
    atEnd = false;
    after = null;
  }
  draft.setConversation(waId, { items, older: before, gap, atEnd, newer: after });
}

export function trim(draft: Draft, { waId, from, older }: Fact & { kind: "trimmed" }): void {
  const conversation = draft.conversation(waId);
  const at = conversation ? indexOf(conversation.items, from) : -1;
  if (!conversation || at <= 0) return;
  draft.setConversation(waId, { ...conversation, items: conversation.items.slice(at), older });
}

export function status(draft: Draft, update: StatusUpdate): void {
  const known = draft.waiting(update.id);
  if (!known || known.rev < update.rev) draft.setLate(update);
  const conversation = draft.conversation(update.wa_id);
  if (!conversation) return;
  const at = indexOf(conversation.items, update.id);
  const message = conversation.items[at];
  if (!message || update.rev <= message.rev) return;
  const items = [...conversation.items];
  items[at] = moved(message, update);
  draft.setConversation(update.wa_id, { ...conversation, items });
}

export function readMessages(draft: Draft, { wa_id: waId, ids, rev, timestamp }: BulkRead): void {
  const conversation = draft.conversation(waId);
  if (!conversation) return;
  const told = new Set(ids);
  let changed = false;
  const items = conversation.items.map((message) => {
    if (!told.has(message.id) || rev <= message.rev) return message;
    changed = true;
    const status_times = { ...message.status_times, read: timestamp };
    return { ...message, status: "read" as const, delivery: "read" as const, status_times, rev };
  });
  if (changed) draft.setConversation(waId, { ...conversation, items });
}
