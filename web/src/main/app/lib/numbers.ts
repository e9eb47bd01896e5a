import type { Language } from "../text/texts";

// A format takes long to make and is fast to use, so one is kept for each language and purpose.
const formats = new Map<string, unknown>();

/** The format of this name; made the first time. */
export function kept<T>(name: string, make: () => T): T {
  let known = formats.get(name);
  if (!known) {
    known = make();
    formats.set(name, known);
  }
  return known as T;
}

/**
 * The variant of the language that the browser is set to: `en-GB` and `en-US` write times and dates differently,
 * `ar-EG` and `ar-MA` have different digits.
 */
export function variant(language: Language): string {
  return globalThis.navigator?.languages?.find((tag) => tag.split("-")[0] === language) ?? language;
}

/** A number as the language writes it, with its digits. */
export function number(language: Language, value: number, options?: Intl.NumberFormatOptions): string {
  const name = language + JSON.stringify(options);
  return kept(name, () => new Intl.NumberFormat(variant(language), options)).format(value);
}

/** A small number for a badge: `7`, `99+`. */
export function badge(language: Language, count: number): string {
  return count > 99 ? `${number(language, 99)}+` : number(language, count);
}
