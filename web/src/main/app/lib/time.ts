import type { Language } from "../text/texts";
import { kept, number, variant } from "./numbers";

function format(language: Language, name: string, options: Intl.DateTimeFormatOptions, zone?: string) {
  return kept(
    `${language} ${name} ${zone ?? ""}`,
    () => new Intl.DateTimeFormat(variant(language), zone ? { ...options, timeZone: zone } : options),
  );
}

/** `10:30`, as the language writes it. @param zone for tests; the browser's, if left out */
export function clock(language: Language, time: string | number, zone?: string): string {
  return format(language, "clock", { timeStyle: "short" }, zone).format(new Date(time));
}

export function fullTime(language: Language, time: string | number, zone?: string): string {
  return format(language, "full", { dateStyle: "full", timeStyle: "medium" }, zone).format(new Date(time));
}

export function shortTime(language: Language, time: string | number, zone?: string): string {
  return format(language, "short", { dateStyle: "medium", timeStyle: "short" }, zone).format(new Date(time));
}

/** The calendar day where the reader is, as a number that grows by one a day. */
export function dayNumber(time: string | number, zone?: string): number {
  const date = new Date(time);
  // A list calls this for each of its rows. For the browser's own zone no format is needed.
  if (zone === undefined) return Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / 86_400_000;
  const parts = format("en", "day", { year: "numeric", month: "numeric", day: "numeric" }, zone).formatToParts(date);
  const part = (type: string): number => Number(parts.find((it) => it.type === type)?.value ?? 0);
  return Math.round(Date.UTC(part("year"), part("month") - 1, part("day")) / 86_400_000);
}

export interface DayWords {
  today: string;
  yesterday: string;
}

/** A day in words: today, yesterday, the weekday within the last week, or the date. */
export function dayName(language: Language, words: DayWords, time: string | number, now: number, zone?: string) {
  const ago = dayNumber(now, zone) - dayNumber(time, zone);
  if (ago === 0) return words.today;
  if (ago === 1) return words.yesterday;
  if (ago > 1 && ago < 7) return format(language, "weekday", { weekday: "long" }, zone).format(new Date(time));
  const sameYear = new Date(time).getFullYear() === new Date(now).getFullYear();
  const options: Intl.DateTimeFormatOptions = sameYear
    ? { weekday: "long", day: "numeric", month: "long" }
    : { day: "numeric", month: "long", year: "numeric" };
  return format(language, sameYear ? "date" : "dateYear", options, zone).format(new Date(time));
}

/** A time as the list shows it: the time of day for today, else "yesterday", the weekday or the date. */
export function listTime(language: Language, words: DayWords, time: string, now: number, zone?: string): string {
  const ago = dayNumber(now, zone) - dayNumber(time, zone);
  if (ago <= 0) return clock(language, time, zone);
  if (ago === 1) return words.yesterday;
  if (ago < 7) return format(language, "weekdayShort", { weekday: "short" }, zone).format(new Date(time));
  return format(language, "dateShort", { day: "numeric", month: "numeric", year: "2-digit" }, zone).format(
    new Date(time),
  );
}

/** `3 min ago`. */
export function ago(language: Language, time: string | number, now: number): string {
  const known = kept(
    `ago ${language}`,
    () => new Intl.RelativeTimeFormat(variant(language), { numeric: "auto", style: "short" }),
  );
  const seconds = Math.round((new Date(time).getTime() - now) / 1000);
  const size = Math.abs(seconds);
  if (size < 60) return known.format(Math.trunc(seconds), "second");
  if (size < 3600) return known.format(Math.trunc(seconds / 60), "minute");
  if (size < 86_400) return known.format(Math.trunc(seconds / 3600), "hour");
  return known.format(Math.trunc(seconds / 86_400), "day");
}

/** A duration such as `3 h 20 min`; below a minute `1 min`. */
export function duration(language: Language, millis: number): string {
  const minutes = Math.max(1, Math.round(millis / 60_000));
  const unit = (value: number, name: "minute" | "hour" | "day"): string =>
    number(language, value, { style: "unit", unit: name, unitDisplay: "short" });
  if (minutes < 60) return unit(minutes, "minute");
  const hours = Math.floor(minutes / 60);
  if (hours >= 48) return unit(Math.floor(hours / 24), "day");
  return minutes % 60 === 0 ? unit(hours, "hour") : `${unit(hours, "hour")} ${unit(minutes % 60, "minute")}`;
}
