import { type FormEvent, useState } from "react";
import { type ApiError, change } from "../../api/http";
import type { CannedReply } from "../../api/types";
import { calm } from "../../lib/hostile";
import { usePageTexts } from "../../text/texts";
import common from "../common.module.css";
import { useClient } from "../context";
import { Dialog } from "../Dialog";
import css from "../pages.module.css";
import { Complaint } from "../SignIn";
import { EntryList } from "./EntryList";
import { useLoaded } from "./useLoaded";

const PATH = "api/replies";

/** The settings page for canned replies, which the whole team shares. */
export function Replies() {
  const client = useClient();
  const t = usePageTexts();
  const replies = useLoaded<CannedReply[]>(PATH);
  const [editing, setEditing] = useState<CannedReply | "new" | null>(null);
  const [error, setError] = useState<string | null>(null);
  const changed = (): void => {
    replies.reload();
    void client.team.loadReplies().catch(() => {});
  };
  const save = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const known = editing === "new" ? null : editing;
    const body = {
      shortcut: String(form.get("shortcut")).trim().replace(/^\//, ""),
      text: form.get("text"),
      content: known?.content ?? null,
    };
    setError(null);
    try {
      await (known ? change("PUT", `${PATH}/${encodeURIComponent(known.id)}`, body) : change("POST", PATH, body));
      setEditing(null);
      changed();
    } catch (failure) {
      setError((failure as ApiError).message);
    }
  };
  const edit = (reply: CannedReply | "new"): void => {
    setError(null);
    setEditing(reply);
  };
  return (
    <EntryList
      title={t.replies}
      hint={t.repliesHint}
      none={t.noReplies}
      aside={
        client.mayWrite && (
          <button type="button" className={common.primary} onClick={() => edit("new")}>
            {t.addReply}
          </button>
        )
      }
      path={PATH}
      entries={replies}
      nameOf={(reply) => reply.shortcut}
      editable={client.mayWrite}
      row={(reply) => (
        <>
          <span>
            <strong dir="auto">/{reply.shortcut}</strong>
            <small dir="auto">{calm(reply.text)}</small>
          </span>
          {client.mayWrite && (
            <button
              type="button"
              className={common.button}
              aria-label={`${t.change}: ${reply.shortcut}`}
              onClick={() => edit(reply)}
            >
              {t.change}
            </button>
          )}
        </>
      )}
      question={(reply) => ({ title: t.removeReplyAsk(reply.shortcut), hint: t.removeReplyHint })}
      onRemoved={changed}
    >
      {editing && (
        <Dialog title={editing === "new" ? t.addReply : `/${editing.shortcut}`} onClose={() => setEditing(null)}>
          <form className={css.form} onSubmit={(event) => void save(event)}>
            <label>
              {t.shortcut}
              <input
                name="shortcut"
                required
                maxLength={50}
                dir="auto"
                defaultValue={editing === "new" ? "" : editing.shortcut}
              />
            </label>
            <label>
              {t.replyText}
              <textarea
                name="text"
                required
                rows={5}
                maxLength={4096}
                dir="auto"
                defaultValue={editing === "new" ? "" : editing.text}
              />
            </label>
            <p className={css.hint}>
              {t.replyVariables} <code dir="ltr">{"{{name}} {{number}} {{me}}"}</code>
            </p>
            {error && <Complaint text={error} />}
            <div className={css.formEnd}>
              <button type="submit" className={common.primary}>
                {t.save}
              </button>
            </div>
          </form>
        </Dialog>
      )}
    </EntryList>
  );
}
