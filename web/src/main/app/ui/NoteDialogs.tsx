import { useState } from "react";
import type { ApiError } from "../api/http";
import type { Message } from "../api/types";
import { usePageTexts } from "../text/texts";
import common from "./common.module.css";
import { useClient } from "./context";
import { Dialog } from "./Dialog";
import css from "./pages.module.css";
import { Complaint } from "./SignIn";

/** Changes what a note says, or removes it. */
export function NoteDialog({ note, onClose }: { note: Message; onClose: () => void }) {
  const client = useClient();
  const t = usePageTexts();
  const [text, setText] = useState(note.text);
  const [error, setError] = useState<string | null>(null);
  const attempt = async (done: Promise<void>): Promise<void> => {
    setError(null);
    try {
      await done;
      onClose();
    } catch (failure) {
      setError((failure as ApiError).message);
    }
  };
  return (
    <Dialog title={t.note} onClose={onClose}>
      <form
        className={css.form}
        onSubmit={(event) => {
          event.preventDefault();
          void attempt(client.team.changeNote(note, text.trim()));
        }}
      >
        <textarea
          rows={5}
          maxLength={4096}
          dir="auto"
          aria-label={t.note}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        {error && <Complaint text={error} />}
        <div className={css.formEnd}>
          <button type="button" className={common.danger} onClick={() => void attempt(client.team.removeNote(note))}>
            {t.remove}
          </button>
          <button type="submit" className={common.primary} disabled={text.trim() === ""}>
            {t.save}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
