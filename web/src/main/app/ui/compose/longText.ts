const MOST_LINES = 10;
const MOST_LETTERS = 1_000;

/** Whether a pasted text is so long that its length may surprise the sender. */
export function isLong(text: string): boolean {
  return text.length > MOST_LETTERS || linesOf(text) > MOST_LINES;
}

export function linesOf(text: string): number {
  return text.trim().split("\n").length;
}
