import { useEffect, useState } from "react";
import { useTexts } from "../text/texts";
import css from "./common.module.css";
import { Icon } from "./Icon";

let show: ((text: string) => void) | null = null;

/** Shows for a short time what happened, above the chat: it covers neither messages nor the message box. */
export function toast(text: string): void {
  show?.(text);
}

/** A toast is shown long enough to be read. */
const SHOWN_MS = 3_000;
const LETTER_MS = 50;

export function Toasts() {
  const t = useTexts();
  const [text, setText] = useState<string | null>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    show = (next) => {
      clearTimeout(timer);
      setText(next);
      timer = setTimeout(() => setText(null), SHOWN_MS + next.length * LETTER_MS);
    };
    return () => {
      clearTimeout(timer);
      show = null;
    };
  }, []);
  return (
    <div className={css.toasts} role="alert">
      {text && (
        <div className={css.toast}>
          <span dir="auto">{text}</span>
          <button type="button" className={css.iconButton} aria-label={t.close} onClick={() => setText(null)}>
            <Icon name="close" size={18} />
          </button>
        </div>
      )}
    </div>
  );
}
