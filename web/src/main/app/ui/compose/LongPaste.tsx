import { usePageTexts } from "../../text/texts";
import common from "../common.module.css";
import { Dialog } from "../Dialog";
import css from "../pages.module.css";
import { linesOf } from "./longText";

const SHOWN = 300;

/** Asks before a long pasted text is sent: the sender may have pressed Enter too early. */
export function LongPaste({ text, onSend, onClose }: { text: string; onSend: () => void; onClose: () => void }) {
  const t = usePageTexts();
  return (
    <Dialog title={t.longTitle(linesOf(text))} onClose={onClose}>
      <p>{t.longHint}</p>
      <div className={css.preview}>
        <p dir="auto">{text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text}</p>
      </div>
      <div className={css.formEnd}>
        <button type="button" className={common.button} data-first="true" onClick={onClose}>
          {t.keepWriting}
        </button>
        <button type="button" className={common.primary} onClick={onSend}>
          {t.send}
        </button>
      </div>
    </Dialog>
  );
}
