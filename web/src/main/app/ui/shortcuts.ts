/** The parts of the page, in the order in which F6 visits them. */
const PARTS = ["list", "messages", "composer", "details", "pages", "page"];

/** Moves the focus to the next part. @returns false after the last: then the browser moves on */
export function nextPart(step: 1 | -1): boolean {
  const focused = document.activeElement;
  const here = focused?.closest<HTMLElement>("[data-part]")?.dataset.part;
  const present = PARTS.filter((part) => partOf(part) !== null);
  const at = here ? present.indexOf(here) : between(present, focused, step);
  // If there is only one part, move to its main element.
  const part = present.length === 1 ? present[0] : present[at + step];
  const target = part ? partOf(part) : null;
  if (target === focused) return false;
  target?.focus();
  return target !== null;
}

/** If the focus is in no part, for example in the header of a chat: the position of the focus among the parts. */
function between(present: readonly string[], focused: Element | null, step: 1 | -1): number {
  if (!focused || focused === document.body) return step === 1 ? -1 : present.length;
  const after = present.findIndex((part) => {
    const target = partOf(part);
    return target && focused.compareDocumentPosition(target) & Node.DOCUMENT_POSITION_FOLLOWING;
  });
  const at = after < 0 ? present.length : after;
  return step === 1 ? at - 1 : at;
}

/** The element that gets the focus when a part of the page is entered; null: the part is not shown. */
export function partOf(part: string): HTMLElement | null {
  const root = document.querySelector<HTMLElement>(`[data-part="${part}"]`);
  if (!root?.checkVisibility()) return null;
  const inside: Record<string, string[]> = {
    list: ["[data-chat][tabindex='0']", "[data-empty] button", "input"],
    messages: ["article[tabindex='0']"],
    composer: ["textarea", "button"],
    pages: ["[aria-current]"],
    page: ["input, select, textarea, button, a[href]"],
  };
  for (const selector of inside[part] ?? ["button"]) {
    const found = root.querySelector<HTMLElement>(selector);
    if (found) return found;
  }
  return null;
}

/** The letter or sign of a key for shortcuts. On a keyboard of another script, the key in the same place counts. */
export function keyOf({ key, code, shiftKey }: Pick<KeyboardEvent, "key" | "code" | "shiftKey">): string {
  if (key.length > 1 || key < "\u0250") return key;
  if (code === "Slash") return shiftKey ? "?" : "/";
  return code.startsWith("Key") ? code.slice(3).toLowerCase() : key;
}

/** Whether a key that is pressed now goes into a text field. */
export function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest("input, textarea, select, [contenteditable]") !== null;
}
