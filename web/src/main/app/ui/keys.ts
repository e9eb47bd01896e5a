import type { PageTexts } from "../text/texts";

/** A key of the interface. The table below is what the overview shows. */
export interface Shortcut {
  keys: string;
  does: keyof PageTexts;
  where: "keysEverywhere" | "keysInList" | "keysInMessages";
}

export const SHORTCUTS: readonly Shortcut[] = [
  { keys: "Ctrl K", does: "keyGo", where: "keysEverywhere" },
  { keys: "Alt ↑ ↓", does: "keyPrevNext", where: "keysEverywhere" },
  { keys: "Alt Shift ↑ ↓", does: "keyPrevNextUnread", where: "keysEverywhere" },
  { keys: "F6", does: "keyParts", where: "keysEverywhere" },
  { keys: "Esc", does: "keyEscape", where: "keysEverywhere" },
  { keys: "Enter", does: "keySend", where: "keysEverywhere" },
  { keys: "↑", does: "keyLast", where: "keysEverywhere" },
  { keys: "/", does: "keyCanned", where: "keysEverywhere" },
  { keys: "Ctrl /", does: "keyHelpOpen", where: "keysEverywhere" },
  { keys: "?", does: "keyHelpOpen", where: "keysEverywhere" },
  { keys: "↑ ↓", does: "keyMove", where: "keysInList" },
  { keys: "Enter", does: "keyOpen", where: "keysInList" },
  { keys: "U", does: "keyUnread", where: "keysInList" },
  { keys: "A", does: "keyAssign", where: "keysInList" },
  { keys: "S", does: "keySnooze", where: "keysInList" },
  { keys: "L", does: "keyLabel", where: "keysInList" },
  { keys: "X", does: "keyClose", where: "keysInList" },
  { keys: "P", does: "keyPin", where: "keysInList" },
  { keys: "M", does: "keyMute", where: "keysInList" },
  { keys: "↑ ↓", does: "keyMove", where: "keysInMessages" },
  { keys: "Enter", does: "keyActions", where: "keysInMessages" },
  { keys: "R", does: "keyReply", where: "keysInMessages" },
  { keys: "E", does: "keyReact", where: "keysInMessages" },
  { keys: "N", does: "keyNote", where: "keysInMessages" },
  { keys: "C", does: "keyCopy", where: "keysInMessages" },
  { keys: "I", does: "keyInfo", where: "keysInMessages" },
  { keys: "F", does: "keyRetry", where: "keysInMessages" },
];
