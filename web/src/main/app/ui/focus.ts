// Moves the focus when the element that has it is removed. Browsers would move it to the very beginning of the page, so
// that the next key would do nothing, or something unexpected.

import { partOf } from "./shortcuts";

const FIRST = ["textarea", "[tabindex='0']", "input", "select", "button", "a[href]"];
const HAS_POINTER = matchMedia("(hover: hover)");

/** The element and its ancestors, from the inside out. */
function chainOf(element: Element): HTMLElement[] {
  const chain: HTMLElement[] = [];
  for (let it: Element | null = element; it && it !== document.body; it = it.parentElement) {
    if (it instanceof HTMLElement) chain.push(it);
  }
  return chain;
}

function firstIn(near: HTMLElement): HTMLElement | undefined {
  if (near.tabIndex >= 0 && !near.matches(":disabled")) return near;
  for (const selector of FIRST) {
    for (const found of near.querySelectorAll<HTMLElement>(selector)) {
      if (found.checkVisibility() && !found.matches(":disabled, [data-skip]")) return found;
    }
  }
  return undefined;
}

/** From now on, if the focused element is removed, the nearest one gets the focus. @returns a function to stop this */
export function keepFocus(): () => void {
  let chain: HTMLElement[] = [];
  // The last focused element of the page below the dialogs, and its ancestors.
  let below: HTMLElement[] = [];
  const entered = (event: FocusEvent): void => {
    if (!(event.target instanceof Element)) return;
    chain = chainOf(event.target);
    if (!event.target.closest("dialog")) below = chain;
  };
  const observer = new MutationObserver(() => {
    if (chain.length === 0 || chain[0]?.isConnected || document.activeElement !== document.body) return;
    const dialog = chain.find((it) => it.matches("dialog"));
    const from = dialog && !dialog.isConnected ? below : chain;
    chain = [];
    for (const near of from) {
      const target = near.isConnected ? firstIn(near) : undefined;
      if (target) return target.focus();
    }
  });
  addEventListener("focusin", entered);
  observer.observe(document.body, { childList: true, subtree: true });
  return () => {
    removeEventListener("focusin", entered);
    observer.disconnect();
  };
}

/**
 * Puts the focus into the message box, except on devices where a screen keyboard would cover the chat. If there is no
 * box, because the answer window is closed or the user may only read, the focus goes to the element in its place, or else
 * to the messages or the list.
 */
export function focusBox(): void {
  if (HAS_POINTER.matches) (partOf("composer") ?? partOf("messages") ?? partOf("list"))?.focus();
}
