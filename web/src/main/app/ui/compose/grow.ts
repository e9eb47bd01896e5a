const BY_STYLE = CSS.supports("field-sizing", "content");

/** Makes a text box as high as its text. Where the style sheet does that, the browser need not measure it. */
export function grow(box: HTMLTextAreaElement | null): void {
  if (!box || BY_STYLE) return;
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight}px`;
}

/** Puts the cursor behind the text that a box begins with. Browsers put it before that. */
export function toEnd(box: HTMLTextAreaElement | null): void {
  if (box?.value) box.setSelectionRange(box.value.length, box.value.length);
}
