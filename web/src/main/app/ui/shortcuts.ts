import type { Texts } from "../text/texts";

/** A key of the interface. The table below is what the overview shows. */
export interface Shortcut {
  keys: string;
  does: keyof Texts;
  where: "keysEverywhere" | "keysInList" | "keysInMessages";
}

export const SHORTCUTS: readonly Shortcut[] = [
  { keys: "Ctrl K", does: "keyGo", where: "keysEverywhere" },
  { keys: "Alt ↑ ↓", does: "keyPrevNext", where: "keysEverywhere" },
  { keys: "Alt Shift ↑ ↓", does: "keyPrevNextUnread", where: "keysEverywhere" },
  { keys: "F6", does: "keyParts", where: "keysEverywhere" },
  { keys: "Esc", does: "keyEscape", where: "keysEverywhere" },
  { keys: "Enter", does: "keySend", where: "keysEverywhere" },
  { keys: "/", does: "keyCanned", where: "keysEverywhere" },
  { keys: "?", does: "keyHelpOpen", where: "keysEverywhere" },
  { keys: "↑ ↓", does: "keyMove", where: "keysInList" },
  { keys: "Enter", does: "keyOpen", where: "keysInList" },
  { keys: "A", does: "keyAssign", where: "keysInList" },
  { keys: "S", does: "keySnooze", where: "keysInList" },
  { keys: "X", does: "keyClose", where: "keysInList" },
  { keys: "P", does: "keyPin", where: "keysInList" },
  { keys: "M", does: "keyMute", where: "keysInList" },
  { keys: "↑ ↓", does: "keyMove", where: "keysInMessages" },
  { keys: "R", does: "keyReply", where: "keysInMessages" },
  { keys: "E", does: "keyReact", where: "keysInMessages" },
  { keys: "N", does: "keyNote", where: "keysInMessages" },
  { keys: "C", does: "keyCopy", where: "keysInMessages" },
  { keys: "I", does: "keyInfo", where: "keysInMessages" },
  { keys: "F", does: "keyRetry", where: "keysInMessages" },
];

/** The parts of the page, in the order in which F6 visits them. */
const PARTS = ["list", "messages", "composer", "details"];

/** Moves the focus to the next part. @returns false after the last: then the browser moves on */
export function nextPart(step: 1 | -1): boolean {
  const here = document.activeElement?.closest<HTMLElement>("[data-part]")?.dataset.part;
  const present = PARTS.filter((part) => partOf(part) !== null);
  const at = here ? present.indexOf(here) : step === 1 ? -1 : present.length;
  const part = present[at + step];
  const target = part ? partOf(part) : null;
  target?.focus();
  return target !== null;
}

function partOf(part: string): HTMLElement | null {
  const root = document.querySelector<HTMLElement>(`[data-part="${part}"]`);
  if (!root || root.offsetParent === null) return null;
  const inside: Record<string, string[]> = {
    list: ["[data-chat][tabindex='0']", "input"],
    messages: ["article[tabindex='0']"],
    composer: ["textarea", "button"],
  };
  for (const selector of inside[part] ?? ["button"]) {
    const found = root.querySelector<HTMLElement>(selector);
    if (found) return found;
  }
  return null;
}

/** Whether a key that is typed now goes into a text. */
export function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest("input, textarea, select, [contenteditable]") !== null;
}
