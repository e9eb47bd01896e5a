import type { Language } from "../text/texts";
import { number } from "./numbers";

// In a separate file, because only the players need it, and they are loaded later.

/** `2:05`. */
export function minutes(language: Language, seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const rest = number(language, whole % 60, { minimumIntegerDigits: 2 });
  return `${number(language, Math.floor(whole / 60), { useGrouping: false })}:${rest}`;
}
