import { BASE } from "../api/http";
import type { Content, Media } from "../api/types";
import { number } from "../lib/numbers";
import type { Language } from "../text/texts";

// Reads the typed content of a message without trusting it: a customer's phone or another program wrote it.

export function str(value: unknown): string | null {
  return typeof value === "string" && value.trim() !== "" ? value : null;
}

export function num(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

export function obj(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

export function list(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.map(obj) : [];
}

/** The text of `{"text": "..."}`, or a string itself. */
export function textOf(value: unknown): string | null {
  return str(value) ?? str(obj(value).text);
}

/** The file of a content. A link to another server is not a file of Parley. */
export function mediaOf(content: Content): Media {
  const media = obj(content.media);
  const waveform = Array.isArray(media.waveform) ? media.waveform.filter((it) => typeof it === "number") : [];
  const result: Media = { waveform: waveform as number[] };
  const status = media.status;
  if (status === "waiting" || status === "ready" || status === "gone") result.status = status;
  const url = addressOf(media.url);
  if (url) result.url = url;
  const thumbnail = addressOf(media.thumbnail_url);
  if (thumbnail) result.thumbnail_url = thumbnail;
  const reason = str(media.reason);
  if (reason) result.reason = reason;
  const type = str(media.mime_type) ?? str(content.mime_type);
  if (type) result.mime_type = type;
  const name = str(media.name) ?? str(content.filename);
  if (name) result.name = name;
  for (const field of ["size", "width", "height", "duration"] as const) {
    const value = num(media[field]);
    if (value !== null && value > 0) result[field] = value;
  }
  return result;
}

/** The address of a file, on another host or below Parley's own root. Null: the page must not load it. */
function addressOf(value: unknown): string | null {
  const url = str(value);
  if (!url) return null;
  if (url.startsWith("/") && !url.startsWith("//")) return BASE + url.slice(1);
  return /^https?:\/\//i.test(url) ? url : null;
}

export function fileSize(language: Language, bytes: number): string {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;
  let value = bytes;
  let at = 0;
  while (value >= 1000 && at < units.length - 1) {
    value /= 1000;
    at++;
  }
  const digits = value < 10 && at > 0 ? 1 : 0;
  return number(language, value, { style: "unit", unit: units[at] as string, maximumFractionDigits: digits });
}
