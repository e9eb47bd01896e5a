import type { Chat } from "../api/types";
import { type ChatEntry, compareMessages } from "./model";

// Where a chat stands in the list. Two chats never stand at the same place, so a place is found by halves.

/** Pinned chats first, then those with the newest message; those without one are last. */
export function compareChats(one: Chat, other: Chat): number {
  if (Boolean(one.pinned) !== Boolean(other.pinned)) return one.pinned ? -1 : 1;
  if (one.lastMessage && other.lastMessage) {
    const order = compareMessages(other.lastMessage, one.lastMessage);
    if (order !== 0) return order;
  } else if (one.lastMessage || other.lastMessage) {
    return one.lastMessage ? -1 : 1;
  }
  return one.wa_id === other.wa_id ? 0 : one.wa_id < other.wa_id ? -1 : 1;
}

/**
 * Where `chat` stands, or belongs, among `ids`.
 *
 * @param ids in the order of the list
 * @param chats the chats of all `ids`
 */
export function placeOf(
  ids: readonly string[],
  chat: Chat,
  chats: { get(waId: string): ChatEntry | undefined },
): number {
  let low = 0;
  let high = ids.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = chats.get(ids[middle] as string);
    if (other && compareChats(other.chat, chat) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
