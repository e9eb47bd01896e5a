import type { Language } from "../text/texts";

/** Emoji, each with the words by which it is found. */
export type EmojiWords = ReadonlyMap<string, readonly string[]>;

/** The text in lower case and without accents. */
function folded(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase().replace(/ß/g, "ss");
}

/** @param table lines of an emoji and its words, separated by spaces */
export function parseEmojiWords(table: string): EmojiWords {
  return new Map(
    table
      .trim()
      .split("\n")
      .map((line): [string, string[]] => {
        const [emoji = "", ...words] = line.split(" ");
        return [emoji, words.map(folded)];
      }),
  );
}

/** Returns the emoji that match `query`: every word of the query is the beginning of one of their words. */
export function emojiFor(query: string, words: EmojiWords): Set<string> {
  const wanted = folded(query)
    .split(/\s+/)
    .filter((word) => word !== "");
  const found = [...words].filter(([, own]) => wanted.every((word) => own.some((it) => it.startsWith(word))));
  return new Set(found.map(([emoji]) => emoji));
}

const loaded = new Map<Language, Promise<EmojiWords>>();

/** Loads the words of a language. After a failure the next call tries again. */
export function loadEmojiWords(language: Language): Promise<EmojiWords> {
  const known = loaded.get(language);
  if (known) return known;
  const loading = importTable(language).then(parseEmojiWords);
  loaded.set(language, loading);
  loading.catch(() => loaded.delete(language));
  return loading;
}

async function importTable(language: Language): Promise<string> {
  switch (language) {
    case "en":
      return (await import("../text/emoji/en")).emojiWords;
    case "de":
      return (await import("../text/emoji/de")).emojiWords;
    case "ar":
      return (await import("../text/emoji/ar")).emojiWords;
  }
}
