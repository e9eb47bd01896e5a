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

export interface SnoozeChoice {
  name: "hour" | "evening" | "tomorrow" | "monday";
  until: Date;
}

const EVENING = 18;
const MORNING = 9;
const MONDAY = 1;

/** The times to offer for a snooze now, the earliest first. */
export function snoozeChoices(now: Date): SnoozeChoice[] {
  const at = (days: number, hour: number): Date =>
    new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hour);
  const toMonday = (MONDAY - now.getDay() + 7) % 7 || 7;
  return [
    { name: "hour", until: new Date(now.getTime() + 3_600_000) },
    ...(now.getHours() < EVENING - 1 ? [{ name: "evening" as const, until: at(0, EVENING) }] : []),
    { name: "tomorrow", until: at(1, MORNING) },
    ...(toMonday > 1 ? [{ name: "monday" as const, until: at(toMonday, MORNING) }] : []),
  ];
}

const COLORS = ["#4b4acf", "#1b7340", "#b26a00", "#b3261e", "#0b63c5", "#8a3ab9", "#00717a", "#a8326e"];

/** A colour for the next label. */
export function colorFor(count: number): string {
  return COLORS[count % COLORS.length] as string;
}
