import type { Chat, Message } from "../main/app/api/types";

export const ANA = "15550100042";
export const NOON = "2026-11-29T12:00:00.000Z";

/** A message from Ana, unless `change` says otherwise. Its `rev` is its `seq` plus 100. */
export function message(seq: number, change: Partial<Message> = {}): Message {
  const time = new Date(Date.parse(NOON) + seq * 60_000).toISOString();
  return {
    id: `msg_${seq}`,
    meta_msg_id: `msg_${seq}`,
    wa_id: ANA,
    phone: ANA,
    name: "Ana",
    text: `Message ${seq}`,
    type: "incoming",
    timestamp: time,
    status: "delivered",
    delivery: "delivered",
    from: ANA,
    to: null,
    message_type: "text",
    createdAt: time,
    updatedAt: time,
    seq,
    reply_to: null,
    edited_at: null,
    content: null,
    reactions: [],
    error: null,
    status_times: {},
    rev: 100 + seq,
    ...change,
  };
}

export function chat(last: Message, change: Partial<Chat> = {}): Chat {
  return {
    wa_id: last.wa_id,
    name: "Ana",
    phone: last.phone,
    avatar: null,
    lastMessage: last,
    unreadCount: 0,
    is_online: false,
    last_seen: null,
    window_expires_at: null,
    seq: last.seq,
    rev: last.rev,
    ...change,
  };
}

/** Random numbers from 0 to 1; a seed decides them. Source: the generator "mulberry32", public domain. */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function shuffled<T>(items: readonly T[], next: () => number): T[] {
  const result = [...items];
  for (let i = result.length - 1; i > 0; i--) {
    const j = Math.floor(next() * (i + 1));
    [result[i], result[j]] = [result[j] as T, result[i] as T];
  }
  return result;
}
