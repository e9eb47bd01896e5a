import { LinkifyIt } from "linkify-it";

/** A stretch of a text: plain, or a link. */
export type Piece = { text: string } | { text: string; href: string; host: string };

const SAFE = /^(?:https?|mailto|tel):/i;
const BIDI_CONTROLS = /[\u200E\u200F\u061C\u202A-\u202E\u2066-\u2069]/g;
const linkify = new LinkifyIt({ fuzzyLink: true });

/** Texts longer than this are shown without links: finding them would take too long. */
const MOST = 20_000;
const MOST_LINKS = 100;

/** Cuts a text into links and the texts between them. Only http, https, mailto and tel become links. */
export function pieces(text: string): Piece[] {
  if (text.length > MOST) return [{ text }];
  const matches = linkify.match(text) ?? [];
  const result: Piece[] = [];
  let end = 0;
  for (const match of matches.slice(0, MOST_LINKS)) {
    const host = SAFE.test(match.url) ? hostOf(match.url) : null;
    if (host === null || match.index < end) continue;
    if (match.index > end) result.push({ text: text.slice(end, match.index) });
    result.push({ text: match.text.replace(BIDI_CONTROLS, ""), href: match.url, host });
    end = match.lastIndex;
  }
  if (end < text.length || result.length === 0) result.push({ text: text.slice(end) });
  return result;
}

/** The host of a link, in punycode, so that readers can distinguish letters that look alike. */
function hostOf(url: string): string | null {
  try {
    const parsed = new URL(url);
    return parsed.host || parsed.pathname;
  } catch {
    return null;
  }
}
