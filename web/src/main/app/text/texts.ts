import { createContext, useContext } from "react";
import { en, type Texts } from "./en";

export type { Texts };

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

/** The first language of the browser that there are texts for. */
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

export const useLanguage = (): Language => useContext(WordsContext).language;
