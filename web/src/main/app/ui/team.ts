import type { Chat, ChatChange, Label } from "../api/types";

/** The labels of a chat that are among the known ones. */
export function labelsOf(chat: Chat, labels: readonly Label[]): Label[] {
  const ids = new Set(chat.labels ?? []);
  return labels.filter((label) => ids.has(label.id));
}

/** Sets an open chat to done; opens a chat that is done or snoozed. */
export function toggledState(chat: Chat): ChatChange {
  return { state: chat.state === "open" || chat.state === undefined ? "done" : "open" };
}
