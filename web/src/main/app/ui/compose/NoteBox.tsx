import { useLayoutEffect, useRef, useState } from "react";
import type { ApiError } from "../../api/http";
import { usePageTexts } from "../../text/texts";
import { announce } from "../Announcer";
import common from "../common.module.css";
import { useClient } from "../context";
import { Icon } from "../Icon";
import { toast } from "../Toasts";
import css from "./compose.module.css";
import { grow, toEnd } from "./grow";
import { useDraft } from "./useDraft";

const MOST = 4096;

/** The box for writing a note. Its own colour keeps users from taking a note for a message to the customer. */
export function NoteBox({ waId, onClose }: { waId: string; onClose: () => void }) {
  const client = useClient();
  const t = usePageTexts();
  // A note has a separate draft, which must never appear in the box for messages.
  const { text, setText, leave } = useDraft(`${waId} note`);
  const [busy, setBusy] = useState(false);
  const box = useRef<HTMLTextAreaElement>(null);
  const over = [...text].length - MOST;

  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows the text
  useLayoutEffect(() => grow(box.current), [text]);
  useLayoutEffect(() => toEnd(box.current), []);

  const save = async (): Promise<void> => {
    const written = text.trim();
    if (written === "" || over > 0 || busy) return;
    setBusy(true);
    try {
      await client.team.addNote(waId, written);
      leave([]);
      announce(t.noteSaved);
      onClose();
    } catch (failure) {
      // The text stays in the box.
      toast((failure as ApiError).message);
      setBusy(false);
    }
  };

  return (
    <div className={css.note}>
      <p>
        <Icon name="note" size={16} /> {t.noteHint}
      </p>
      <textarea
        ref={box}
        rows={2}
        dir="auto"
        value={text}
        aria-label={t.writeNote}
        placeholder={t.writeNote}
        // biome-ignore lint/a11y/noAutofocus: the box replaces the message box
        autoFocus
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing || event.keyCode === 229) return;
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
            event.preventDefault();
            void save();
          } else if (event.key === "Escape") {
            event.stopPropagation();
            onClose();
          }
        }}
      />
      <div className={css.noteEnd}>
        {over > 0 && <small>{t.tooLong(over)}</small>}
        <kbd title={t.saveNote}>Ctrl Enter</kbd>
        <button type="button" className={common.button} onClick={onClose}>
          {t.cancel}
        </button>
        <button
          type="button"
          className={common.primary}
          aria-disabled={busy}
          aria-keyshortcuts="Control+Enter"
          disabled={text.trim() === "" || over > 0}
          onClick={() => void save()}
        >
          {t.saveNote}
        </button>
      </div>
    </div>
  );
}
