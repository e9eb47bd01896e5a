import type { Chat, Message, StatusUpdate } from "../api/types";
import { type ChatEntry, type Conversation, compareMessages, type Data, type Fact } from "./model";
import type { ShardsDraft } from "./shards";

/** The list shows one line; the rest is not kept for chats that are not open. */
const PREVIEW = 160;
const MOST_LATE = 500;
const MOST_IN_MEMORY = 2_000;

/** Copies of what changes, made at most once a batch. */
class Draft {
  chats: ShardsDraft<ChatEntry> | undefined;
  order: string[] | undefined;
  conversations: Map<string, Conversation> | undefined;
  late: Map<string, StatusUpdate> | undefined;

  constructor(private readonly before: Data) {}

  readChats(): { get(waId: string): ChatEntry | undefined } {
    return this.chats ?? this.before.chats;
  }

  readOrder(): readonly string[] {
    return this.order ?? this.before.order;
  }

  readConversations(): ReadonlyMap<string, Conversation> {
    return this.conversations ?? this.before.conversations;
  }

  conversation(waId: string): Conversation | undefined {
    return (this.conversations ?? this.before.conversations).get(waId);
  }

  waiting(id: string): StatusUpdate | undefined {
    return (this.late ?? this.before.late).get(id);
  }

  setChat(waId: string, entry: ChatEntry): void {
    this.chats ??= this.before.chats.change();
    this.chats.set(waId, entry);
  }

  deleteChat(waId: string): void {
    this.chats ??= this.before.chats.change();
    this.chats.delete(waId);
    this.order ??= [...this.before.order];
    const place = this.order.indexOf(waId);
    if (place >= 0) this.order.splice(place, 1);
  }

  setConversation(waId: string, conversation: Conversation | undefined): void {
    this.conversations ??= new Map(this.before.conversations);
    if (conversation) this.conversations.set(waId, conversation);
    else this.conversations.delete(waId);
  }

  setLate(update: StatusUpdate): void {
    this.late ??= new Map(this.before.late);
    this.late.delete(update.id);
    this.late.set(update.id, update);
    if (this.late.size > MOST_LATE) this.late.delete(this.late.keys().next().value as string);
  }

  mutableOrder(): string[] {
    this.order ??= [...this.before.order];
    return this.order;
  }

  result(): Data {
    const { before } = this;
    if (!this.chats && !this.order && !this.conversations && !this.late) return before;
    return {
      chats: this.chats?.result() ?? before.chats,
      order: this.order ?? before.order,
      conversations: this.conversations ?? before.conversations,
      late: this.late ?? before.late,
    };
  }
}

/** Applies facts in their order. Pure: `data` is not changed, and is returned where nothing is new. */
export function reduce(data: Data, facts: readonly Fact[]): Data {
  const draft = new Draft(data);
  for (const fact of facts) apply(draft, fact);
  return draft.result();
}

function apply(draft: Draft, fact: Fact): void {
  switch (fact.kind) {
    case "chat":
      return snapshot(draft, fact.chat);
    case "messageStored":
      summarise(draft, fact.message, true);
      return insert(draft, fact.message);
    case "messageChanged":
      summarise(draft, fact.message, false);
      return insert(draft, fact.message);
    case "refreshed":
      return refresh(draft, fact.message);
    case "statusChanged":
      return status(draft, fact.update);
    case "chatRead":
      return read(draft, fact.read.wa_id, fact.read.ids, fact.read.rev, fact.read.timestamp);
    case "contact": {
      const { wa_id, name, phone, avatar, is_online, last_seen, rev } = fact.contact;
      const entry = draft.readChats().get(wa_id);
      if (!entry || rev <= entry.presenceRev) return;
      const chat = { ...entry.chat, name, phone, avatar, is_online, last_seen };
      return draft.setChat(wa_id, { ...entry, chat, presenceRev: rev });
    }
    case "presence": {
      const entry = draft.readChats().get(fact.waId);
      if (!entry || fact.rev <= entry.presenceRev) return;
      const chat = { ...entry.chat, is_online: fact.online, last_seen: fact.lastSeen };
      return draft.setChat(fact.waId, { ...entry, chat, presenceRev: fact.rev });
    }
    case "removed":
      draft.deleteChat(fact.waId);
      return draft.setConversation(fact.waId, undefined);
    case "page":
      return page(draft, fact);
    case "note":
      return note(draft, fact.message);
    case "gone":
      return gone(draft, fact.ids);
    case "opened":
      if (!draft.conversation(fact.waId)) {
        draft.setConversation(fact.waId, { items: [], older: undefined, gap: false, atEnd: true, newer: null });
      }
      return;
    case "forgotten":
      for (const waId of fact.waIds) if (draft.conversation(waId)) draft.setConversation(waId, undefined);
      return;
  }
}

// --- The list --------------------------------------------------------------------------------------

const NOBODY: ReadonlySet<string> = new Set();

function shortened(message: Message | null): Message | null {
  if (!message || message.text.length <= PREVIEW) return message;
  return { ...message, text: message.text.slice(0, PREVIEW) };
}

function snapshot(draft: Draft, chat: Chat): void {
  const before = draft.readChats().get(chat.wa_id);
  if (before && chat.rev <= before.chat.rev) return;
  const lastMessage = newer(before?.chat.lastMessage ?? null, chat.lastMessage);
  const keepPresence = before !== undefined && before.presenceRev > chat.rev;
  const entry: ChatEntry = {
    chat: {
      ...chat,
      lastMessage: shortened(lastMessage),
      is_online: keepPresence ? before.chat.is_online : chat.is_online,
      last_seen: keepPresence ? before.chat.last_seen : chat.last_seen,
    },
    arrived: NOBODY,
    read: NOBODY,
    unread: chat.unreadCount,
    presenceRev: keepPresence ? before.presenceRev : chat.rev,
  };
  draft.setChat(chat.wa_id, entry);
  place(draft, chat.wa_id);
}

/** The later of two; of two states of the same message the one with the higher `rev`. */
function newer(one: Message | null, other: Message | null): Message | null {
  if (!one || !other) return one ?? other;
  if (one.id === other.id) return one.rev >= other.rev ? one : other;
  return compareMessages(one, other) > 0 ? one : other;
}

function unreadOf(entry: Omit<ChatEntry, "unread">): number {
  let count = entry.chat.unreadCount;
  for (const id of entry.arrived) if (!entry.read.has(id)) count++;
  for (const id of entry.read) if (!entry.arrived.has(id)) count--;
  return Math.max(0, count);
}

function counted(entry: Omit<ChatEntry, "unread">): ChatEntry {
  return { ...entry, unread: unreadOf(entry) };
}

function summarise(draft: Draft, message: Message, stored: boolean): void {
  const before = draft.readChats().get(message.wa_id);
  if (!before) {
    if (stored) {
      draft.setChat(message.wa_id, newChat(message));
      place(draft, message.wa_id);
    }
    return;
  }
  const last = newer(before.chat.lastMessage, message);
  const isNew = stored && message.rev > before.chat.rev;
  const incoming = message.type === "incoming";
  let chat = before.chat;
  if (last !== chat.lastMessage) chat = { ...chat, lastMessage: shortened(last) };
  if (isNew && message.seq > chat.seq) chat = { ...chat, seq: message.seq };
  let arrived = before.arrived;
  if (isNew && incoming && message.status !== "read" && !arrived.has(message.id)) {
    arrived = new Set(arrived).add(message.id);
  }
  if (isNew && incoming && message.message_type !== "system" && !message.origin) {
    const closes = new Date(Date.parse(message.timestamp) + 86_400_000).toISOString();
    if (!chat.window_expires_at || chat.window_expires_at < closes) chat = { ...chat, window_expires_at: closes };
    if (!chat.last_seen || chat.last_seen < message.timestamp) chat = { ...chat, last_seen: message.timestamp };
  }
  if (chat === before.chat && arrived === before.arrived) return;
  draft.setChat(message.wa_id, counted({ ...before, chat, arrived }));
  if (chat.lastMessage !== before.chat.lastMessage) place(draft, message.wa_id);
}

/** What can be told of a chat by its first message. The server's own summary replaces it. */
function newChat(message: Message): ChatEntry {
  const incoming = message.type === "incoming";
  return counted({
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
    arrived: incoming && message.status !== "read" ? new Set([message.id]) : NOBODY,
    read: NOBODY,
    presenceRev: 0,
  });
}

/** Moves a chat to its place: the pinned ones first, then by the newest message. */
function place(draft: Draft, waId: string): void {
  const order = draft.mutableOrder();
  const chats = draft.readChats();
  const at = order.indexOf(waId);
  if (at >= 0) order.splice(at, 1);
  const own = chats.get(waId);
  if (!own) return;
  let low = 0;
  let high = order.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = chats.get(order[middle] as string);
    if (other && before(other.chat, own.chat)) low = middle + 1;
    else high = middle;
  }
  order.splice(low, 0, waId);
}

function before(one: Chat, other: Chat): boolean {
  if (Boolean(one.pinned) !== Boolean(other.pinned)) return Boolean(one.pinned);
  if (!one.lastMessage || !other.lastMessage) {
    return one.lastMessage ? true : other.lastMessage ? false : one.wa_id < other.wa_id;
  }
  const order = compareMessages(one.lastMessage, other.lastMessage);
  return order === 0 ? one.wa_id < other.wa_id : order > 0;
}

// --- Messages --------------------------------------------------------------------------------------

function merged(draft: Draft, known: Message | undefined, told: Message): Message {
  const message = known && told.rev <= known.rev ? known : told;
  const update = draft.waiting(message.id);
  return update && update.rev > message.rev ? moved(message, update) : message;
}

function moved(message: Message, update: StatusUpdate): Message {
  const { status, delivery, error, status_times, rev } = update;
  return { ...message, status, delivery, error, status_times, rev };
}

/** Where `message` is or belongs. */
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

function insert(draft: Draft, told: Message): void {
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
  if (items.length > 0 && told.seq < least && !knowsBeginning) return; // older than what is here
  if (told.seq > most && !conversation.atEnd) return; // newer than the page that was jumped to
  if (items.length > 0 && told.seq > most + 1) {
    return draft.setConversation(told.wa_id, { ...conversation, gap: true });
  }
  const next = [...items];
  next.splice(find(next, message), 0, message);
  draft.setConversation(told.wa_id, { ...conversation, items: next });
}

/** Links grow old without a change of the message. */
function refresh(draft: Draft, told: Message): void {
  const conversation = draft.conversation(told.wa_id);
  const at = conversation ? indexOf(conversation.items, told.id) : -1;
  const known = conversation?.items[at];
  if (!conversation || !known || told.rev < known.rev) return;
  const items = [...conversation.items];
  items[at] = told;
  draft.setConversation(told.wa_id, { ...conversation, items });
}

/** A note has no place of its own among the messages: where it stands, its time says. */
function note(draft: Draft, told: Message): void {
  const conversation = draft.conversation(told.wa_id);
  if (!conversation || conversation.older === undefined) return;
  const { items } = conversation;
  const at = indexOf(items, told.id);
  const known = items[at];
  if (known && told.rev <= known.rev) return;
  const rest = known ? items.filter((item) => item !== known) : [...items];
  const place = find(rest, told);
  if (place === 0 && conversation.older !== null && rest.length > 0) return; // older than what is here
  if (place === rest.length && !conversation.atEnd) return; // newer than the page that was jumped to
  rest.splice(place, 0, told);
  draft.setConversation(told.wa_id, { ...conversation, items: rest });
}

function gone(draft: Draft, ids: readonly string[]): void {
  const wanted = new Set(ids);
  for (const [waId, conversation] of draft.readConversations()) {
    const items = conversation.items.filter((item) => !wanted.has(item.id));
    if (items.length < conversation.items.length) draft.setConversation(waId, { ...conversation, items });
  }
}

function page(draft: Draft, { waId, messages, older, newer, place: where }: Fact & { kind: "page" }): void {
  const conversation = draft.conversation(waId);
  if (!conversation) return;
  const known = new Map(conversation.items.map((item) => [item.id, item]));
  const told = messages.map((message) => merged(draft, known.get(message.id), message));
  const seqs = told.map((message) => message.seq);
  let base: readonly Message[] = conversation.items;
  let before = conversation.older;
  if (where === "replace") {
    base = [];
    before = older;
  } else if (where === "end") {
    const least = Math.min(...seqs);
    const most = conversation.items.reduce((max, item) => Math.max(max, item.seq), 0);
    // What is here ends before the page begins: between them is a gap, so it goes.
    if (most > 0 && least > most + 1) base = [];
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
  draft.setConversation(waId, { items, older: before, gap: false, atEnd, newer: after });
}

function status(draft: Draft, update: StatusUpdate): void {
  const entry = draft.readChats().get(update.wa_id);
  const last = entry?.chat.lastMessage;
  if (entry && last?.id === update.id && update.rev > last.rev) {
    draft.setChat(update.wa_id, { ...entry, chat: { ...entry.chat, lastMessage: moved(last, update) } });
  }
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

function read(draft: Draft, waId: string, ids: readonly string[], rev: number, at: string): void {
  const entry = draft.readChats().get(waId);
  if (entry && rev > entry.chat.rev) {
    const fresh = ids.filter((id) => !entry.read.has(id));
    if (fresh.length > 0) {
      draft.setChat(waId, counted({ ...entry, read: new Set([...entry.read, ...fresh]) }));
    }
  }
  const conversation = draft.conversation(waId);
  if (!conversation) return;
  const told = new Set(ids);
  let changed = false;
  const items = conversation.items.map((message) => {
    if (!told.has(message.id) || rev <= message.rev) return message;
    changed = true;
    const status_times = { ...message.status_times, read: at };
    return { ...message, status: "read" as const, delivery: "read" as const, status_times, rev };
  });
  if (changed) draft.setConversation(waId, { ...conversation, items });
}
