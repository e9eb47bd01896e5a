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
