const BY_STYLE = CSS.supports("field-sizing", "content");

/** Makes a text box as high as its text, if the style sheet cannot do that. */
export function grow(box: HTMLTextAreaElement | null): void {
  if (!box || BY_STYLE) return;
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight}px`;
}

/** Puts the cursor after the initial text of a box. Browsers put it before that text. */
export function toEnd(box: HTMLTextAreaElement | null): void {
  if (box?.value) box.setSelectionRange(box.value.length, box.value.length);
}
