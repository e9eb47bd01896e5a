import { createContext, use, useContext, useMemo } from "react";
import { en, type Texts } from "./en";
import type { PageTexts } from "./pages/en";

export type { PageTexts, Texts };

/** Codes of BCP 47, with the language's own name and its direction. */
export const LANGUAGES = {
  en: { name: "English", dir: "ltr" },
  de: { name: "Deutsch", dir: "ltr" },
  ar: { name: "العربية", dir: "rtl" },
} as const;

export type Language = keyof typeof LANGUAGES;

export function isLanguage(code: string): code is Language {
  return Object.hasOwn(LANGUAGES, code);
}

/** The first of the browser's languages for which there are texts. */
export function browserLanguage(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const code = tag.toLowerCase().split("-")[0] ?? "";
    if (isLanguage(code)) return code;
  }
  return "en";
}

/** The texts of a language; all but English are loaded when they are needed. */
export async function load(language: Language): Promise<Texts> {
  switch (language) {
    case "en":
      return en;
    case "de":
      return (await import("./de")).de;
    case "ar":
      return (await import("./ar")).ar;
  }
}

export interface Words {
  t: Texts;
  language: Language;
}

export const WordsContext = createContext<Words>({ t: en, language: "en" });

export const useTexts = (): Texts => useContext(WordsContext).t;

const pages = new Map<Language, Promise<PageTexts>>();

/** Loads the words of the parts that are not shown at first. After a failure the next call tries again. */
export function loadPages(language: Language): Promise<PageTexts> {
  const known = pages.get(language);
  if (known) return known;
  const loading = importPages(language);
  pages.set(language, loading);
  loading.then(
    // With this status, React's `use` does not wait for words that are already loaded.
    (value) => Object.assign(loading, { status: "fulfilled", value }),
    () => pages.delete(language),
  );
  return loading;
}

async function importPages(language: Language): Promise<PageTexts> {
  switch (language) {
    case "en":
      return (await import("./pages/en")).enPages;
    case "de":
      return (await import("./pages/de")).dePages;
    case "ar":
      return (await import("./pages/ar")).arPages;
  }
}

/** All words. The component waits until they are loaded. */
export function usePageTexts(): Texts & PageTexts {
  const t = useTexts();
  const more = use(loadPages(useLanguage()));
  return useMemo(() => ({ ...t, ...more }), [t, more]);
}

export const useLanguage = (): Language => useContext(WordsContext).language;
