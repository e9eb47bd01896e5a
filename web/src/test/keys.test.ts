import { describe, expect, it } from "vitest";
import { keyOf } from "../main/app/ui/shortcuts";

function press(key: string, code: string, shiftKey = false): string {
  return keyOf({ key, code, shiftKey });
}

describe("a key", () => {
  it("is the letter that a Latin keyboard writes, wherever the letter is", () => {
    expect(press("k", "KeyK")).toBe("k");
    expect(press("z", "KeyY")).toBe("z"); // German
    expect(press("-", "Slash")).toBe("-"); // German
    expect(press("ArrowUp", "ArrowUp")).toBe("ArrowUp");
    expect(press("ö", "Semicolon")).toBe("ö");
  });

  it("is found by its place on keyboards of other scripts", () => {
    expect(press("ن", "KeyK")).toBe("k"); // Arabic
    expect(press("л", "KeyK")).toBe("k"); // Russian
    expect(press("Л", "KeyK", true)).toBe("k");
    expect(press("ظ", "Slash")).toBe("/"); // Arabic
    expect(press("؟", "Slash", true)).toBe("?");
    expect(press("ж", "Semicolon")).toBe("ж");
  });
});
