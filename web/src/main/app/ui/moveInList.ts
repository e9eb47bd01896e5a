import type { KeyboardEvent } from "react";

/** Moves the focus to the next or previous entry of a list with the arrow keys. */
export function moveInList(event: KeyboardEvent<HTMLElement>): void {
  const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  const entries = [...event.currentTarget.querySelectorAll("button")];
  const next = entries[entries.indexOf(document.activeElement as HTMLButtonElement) + step];
  if (step === 0 || !next) return;
  event.preventDefault();
  next.focus();
}
