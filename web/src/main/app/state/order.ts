import type { Chat } from "../api/types";
import { type ChatEntry, compareMessages } from "./model";

// The order of the list of chats. No two chats have the same position, so a binary search finds the position of a chat.

/** Compares two chats: pinned chats come first, then the chat with the newer message; chats without messages come last. */
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
 * The index of `chat` in `ids`, or the index at which to insert it.
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
