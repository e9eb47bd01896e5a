import { memo, useMemo, useState } from "react";
import { calm } from "../lib/hostile";
import { useTexts } from "../text/texts";
import css from "./content.module.css";
import { usePieces } from "./usePieces";

const FOLD_LINES = 20;
const FOLD_LENGTH = 1_600;

/** A text that a stranger wrote: text nodes and checked links, never markup. Long texts are folded at first. */
export const RichText = memo(function RichText({ text }: { text: string }) {
  const t = useTexts();
  const [open, setOpen] = useState(false);
  const shown = useMemo(() => calm(text), [text]);
  const cut = useMemo(() => foldAt(shown), [shown]);
  const folded = cut < shown.length && !open;
  const parts = usePieces(folded ? `${shown.slice(0, cut)}…` : shown);
  return (
    <span className={css.text} dir="auto">
      {parts.map((part, index) =>
        "href" in part ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text have no other name
          <a key={index} href={part.href} title={part.host} target="_blank" rel="noopener noreferrer nofollow">
            {part.text}
          </a>
        ) : (
          part.text
        ),
      )}
      {cut < shown.length && (
        <button type="button" className={css.foldButton} onClick={() => setOpen(!open)}>
          {open ? t.fold : t.unfold}
        </button>
      )}
    </span>
  );
});

function foldAt(text: string): number {
  let at = -1;
  for (let line = 0; line < FOLD_LINES; line++) {
    at = text.indexOf("\n", at + 1);
    if (at < 0) break;
  }
  const byLines = at < 0 ? text.length : at;
  return text.length > FOLD_LENGTH * 1.25 ? Math.min(byLines, FOLD_LENGTH) : byLines;
}
