import type { Chat } from "../api/types";
import { phoneText, plainName } from "../lib/hostile";

/** The page shows the remaining time for free-form answers, which need no template, if it is less than this. */
export const WARN_MS = 4 * 3_600_000;

/** The address of a chat's page. */
export const chatAddress = (waId: string): string => `/c/${encodeURIComponent(waId)}`;

/** The name of a chat, or its number if it has no name. */
export function displayName(chat: Pick<Chat, "name" | "wa_id">): string {
  const name = plainName(chat.name);
  return name === "" || name === chat.wa_id || name === `Contact ${chat.wa_id}`
    ? phoneText(chat.wa_id.replace(/@.*/, ""))
    : name;
}

/** A decoded part of an address, which may be wrongly encoded. */
export function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
