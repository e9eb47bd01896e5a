// Texts that strangers wrote. They reach the page as text nodes only. The functions here change those that would
// mislead a reader or break the layout.

const BIDI_CONTROLS = /[\u200E\u200F\u061C\u202A-\u202E\u2066-\u2069]/g;
const MARKS = /(\p{M}{8})\p{M}+/gu;

/** Keeps at most eight marks on a letter: dozens of them would be drawn over the lines around it. */
export function calm(text: string): string {
  return text.replace(MARKS, "$1");
}

/** A character that is visible. */
const VISIBLE = /[^\p{C}\p{Z}\p{M}\u115F\u1160\u2800\u3164\uFFA0]/u;

/** A name on one line. Its direction marks do not affect the text after it. Empty if no character is visible. */
export function plainName(text: string): string {
  return VISIBLE.test(text) ? calm(text.replace(BIDI_CONTROLS, "")).replace(/\s+/g, " ").trim() : "";
}

const EMOJI_ONLY = /^(?:\p{RGI_Emoji}|\s){1,7}$/v;

/** One to three emoji and nothing else: shown large. */
export function isEmojiOnly(text: string): boolean {
  if (text.length > 40 || !EMOJI_ONLY.test(text)) return false;
  const emoji = [...new Intl.Segmenter("en", { granularity: "grapheme" }).segment(text)].filter(
    (it) => it.segment.trim() !== "",
  );
  return emoji.length >= 1 && emoji.length <= 3;
}

/** `+1 555 010 0042` if the text is clearly a number; other texts are returned unchanged. */
export function phoneText(phone: string): string {
  const digits = phone.replace(/^\+/, "");
  if (!/^\d{7,15}$/.test(digits)) return phone;
  // Ten digits after the 1 of North America.
  const american = /^1(\d{3})(\d{3})(\d{4})$/.exec(digits);
  if (american) return `+1 ${american.slice(1).join(" ")}`;
  const groups: string[] = [];
  let rest = digits;
  while (rest.length > 4) {
    groups.unshift(rest.slice(-3));
    rest = rest.slice(0, -3);
  }
  return `+${[rest, ...groups].join(" ")}`;
}

/** The text of an avatar: two letters of the name, or the end of the number. */
export function initials(name: string): string {
  const clean = plainName(name).replace(/^\+/, "");
  if (/^[\d\s]+$/.test(clean)) return clean.replace(/\s/g, "").slice(-2);
  const words = clean.split(/\s+/).filter((word) => /\p{L}|\p{N}/u.test(word));
  const first = [...(words[0] ?? "?")][0] ?? "?";
  const last = words.length > 1 ? ([...(words.at(-1) as string)][0] ?? "") : "";
  return (first + last).toLocaleUpperCase();
}

/** One of eight hues for a chat, always the same. */
export function hue(id: string): number {
  let hash = 7;
  for (let i = 0; i < id.length; i++) hash = (hash * 31 + id.charCodeAt(i)) | 0;
  return (hash >>> 8) % 8;
}
