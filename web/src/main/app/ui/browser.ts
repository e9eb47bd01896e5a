/**
 * Copies a text. Browsers have `navigator.clipboard` only over HTTPS and on localhost; elsewhere the text is selected in
 * a field and copied as a person would do it.
 *
 * @returns whether it was copied
 */
export async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const before = document.activeElement;
    const field = document.createElement("textarea");
    field.value = text;
    field.readOnly = true;
    field.style.position = "fixed";
    // While a dialog is open, nothing outside of it can be selected.
    (before?.closest("dialog") ?? document.body).append(field);
    field.select();
    const copied = document.execCommand("copy");
    if (before instanceof HTMLElement) before.focus();
    field.remove();
    return copied;
  }
}

/** Loads pictures and videos again that could not be loaded while the network or the server was away. */
export function loadAgain(): void {
  for (const picture of document.images) {
    const { src } = picture;
    if (src !== "" && picture.complete && picture.naturalWidth === 0) picture.src = src;
  }
  for (const video of document.querySelectorAll("video")) if (video.error) video.load();
}
