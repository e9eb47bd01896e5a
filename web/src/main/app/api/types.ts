// The objects of the public API as this client reads them. Fields that a server may lack are optional:
// an older Parley, or one whose feature is off, does not send them.

/** `2026-11-29T10:30:00.000Z` */
export type Time = string;

export type Delivery = "pending" | "held" | "sent" | "delivered" | "read" | "played" | "failed";

export interface Reaction {
  by: string;
  emoji: string;
  at: Time;
}

export interface Failure {
  code: number;
  title: string;
  detail?: string;
  advice?: string;
}

/** A file of a message. It has a `url` once it is `ready`. */
export interface Media {
  id?: string;
  status?: "waiting" | "ready" | "gone";
  url?: string;
  thumbnail_url?: string;
  mime_type?: string;
  size?: number;
  name?: string;
  width?: number;
  height?: number;
  duration?: number;
  waveform?: number[];
  /** Why it is `gone`. */
  reason?: string;
}

/** The typed content of a message other than a text. Everything but `type` is checked when it is shown. */
export interface Content {
  type: string;
  [field: string]: unknown;
}

export interface Quoted {
  id: string;
  name: string | null;
  type: "incoming" | "outgoing";
  message_type: string;
  text: string;
}

export interface Message {
  id: string;
  meta_msg_id: string;
  wa_id: string;
  phone: string | null;
  name: string;
  text: string;
  type: "incoming" | "outgoing";
  timestamp: Time;
  status: "sent" | "delivered" | "read" | "failed";
  delivery: Delivery;
  from: string | null;
  to: string | null;
  message_type: string;
  createdAt: Time;
  updatedAt: Time;
  /** Its place in the chat: 1, 2, 3 ... without gaps. */
  seq: number;
  reply_to: string | null;
  edited_at: Time | null;
  content: Content | null;
  reactions: Reaction[];
  error: Failure | null;
  status_times: Partial<Record<Delivery, Time>>;
  /** The members of a group to which the message was delivered. */
  receipts?: Receipt[];
  /** Grows with each change of the message. */
  rev: number;
  sent_by?: { id: string; name: string; kind: string };
  quoted?: Quoted | null;
  origin?: string;
}

/** The delivery of a message of a group to one member. @property by the address of the member */
export interface Receipt {
  by: string;
  delivery: Delivery;
  status_times: Message["status_times"];
}

export type ChatState = "open" | "done" | "snoozed";

export interface Chat {
  wa_id: string;
  name: string;
  phone: string | null;
  avatar: string | null;
  lastMessage: Message | null;
  unreadCount: number;
  is_online: boolean;
  last_seen: Time | null;
  window_expires_at: Time | null;
  seq: number;
  rev: number;
  state?: ChatState;
  snoozed_until?: Time | null;
  /** The id of a user. */
  assignee?: string | null;
  /** The name of a team, such as `sales`. */
  team?: string | null;
  /** Ids of labels. */
  labels?: string[];
  pinned?: boolean;
  muted?: boolean;
}

/** A body of `PUT /api/chats/:wa_id`. Fields that are left out keep their values. */
export interface ChatChange {
  state?: ChatState;
  snoozed_until?: Time;
  /** The id of a user, `me`, or null. */
  assignee?: string | null;
  team?: string | null;
  labels?: string[];
  pinned?: boolean;
  muted?: boolean;
}

export interface Label {
  id: string;
  name: string;
  /** `#c62828`. */
  color: string | null;
}

export interface Colleague {
  id: string;
  name: string;
}

export interface CannedReply {
  id: string;
  shortcut: string;
  text: string;
  content: Content | null;
}

/** An outgoing webhook. */
export interface Hook {
  id: string;
  url: string;
  events: string[];
  format: "parley" | "cloud-api";
  active: boolean;
  off: { reason: string; at: Time } | null;
  createdAt: Time;
  updatedAt: Time;
  waiting: number;
  failing_since: Time | null;
  /** The secret; it is only in the answer to the request that made the hook. */
  secret?: string;
}

/** One try to deliver an event to a hook. */
export interface HookDelivery {
  id: string;
  event: string;
  at: Time;
  attempt: number;
  status: number | null;
  delivered: boolean;
  problem: string | null;
  took_ms: number;
  next_at: Time | null;
}

export interface SearchAnswer {
  messages: { message: Message; snippet: [string, boolean][] }[];
  contacts: Contact[];
  total: number;
  total_exact: boolean;
  /** The share of the messages that can be found so far, from 0 to 1; absent if the index is complete. */
  indexing?: number;
}

export interface Contact {
  wa_id: string;
  name: string;
  phone: string | null;
  avatar: string | null;
  last_seen: Time | null;
  is_online: boolean;
  createdAt: Time;
  updatedAt: Time;
  rev: number;
}

export interface StatusUpdate {
  id: string;
  wa_id: string;
  status: Message["status"];
  delivery: Delivery;
  timestamp: Time;
  rev: number;
  error: Failure | null;
  status_times: Message["status_times"];
  receipts?: Receipt[];
}

export interface BulkRead {
  wa_id: string;
  type: "bulk_read";
  ids: string[];
  timestamp: Time;
  rev: number;
}

export interface Sync {
  position: string;
  more: boolean;
  reset: boolean;
  messages: Message[];
  chats: Chat[];
  contacts: Contact[];
  removed?: { kind: string; id: string }[];
}

export type Role = "owner" | "admin" | "agent" | "viewer";

export interface User {
  id: string;
  email: string;
  name: string;
  role: Role;
  disabled: boolean;
  createdAt: Time;
}

export interface Session {
  id: string;
  label: string;
  address: string;
  createdAt: Time;
  seenAt: Time;
  current: boolean;
}

export interface ApiKey {
  id: string;
  name: string;
  scopes: string[];
  createdAt: Time;
  expires_at: Time | null;
  key?: string;
}

export interface Template {
  name: string;
  language: string;
  status: string;
  category?: string;
  /** Why WhatsApp rejected it. */
  rejected_reason?: string;
  components: TemplateComponent[];
}

export interface TemplateComponent {
  type: string;
  format?: string;
  text?: string;
  buttons?: { type: string; text?: string; url?: string }[];
}

export interface Health {
  status: string;
  version: string;
  uptime: number;
  store: { kind: string; status: string; fault?: string };
  anonymous?: string;
  sending?: { status: string; code: number; reason: string; advice?: string };
  [more: string]: unknown;
}

export interface Examination {
  status: string;
  checked_at: Time;
  findings: { name: string; state: string; sentence: string; advice: string | null }[];
}

/** Whether this Parley can create sample conversations. */
export interface Samples {
  available: boolean;
  /** The time at which the sample customers stop writing. */
  writing_until: Time | null;
}
