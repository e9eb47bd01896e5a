import { type FormEvent, useState } from "react";
import { type ApiError, change } from "../../api/http";
import type { ApiKey } from "../../api/types";
import { shortTime } from "../../lib/time";
import { useLanguage, usePageTexts } from "../../text/texts";
import common from "../common.module.css";
import { Dialog } from "../Dialog";
import { Copyable } from "../Empty";
import css from "../pages.module.css";
import { Complaint } from "../SignIn";
import { EntryList } from "./EntryList";
import { useLoaded } from "./useLoaded";

const PATH = "api/keys";
const SCOPES = ["read", "send", "manage", "webhook", "metrics", "url"] as const;

/** The settings page for API keys. */
export function Keys() {
  const t = usePageTexts();
  const language = useLanguage();
  const keys = useLoaded<ApiKey[]>(PATH);
  const [adding, setAdding] = useState(false);
  const [made, setMade] = useState<ApiKey | null>(null);
  const [error, setError] = useState<string | null>(null);

  const add = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const expires = String(form.get("expires"));
    setError(null);
    try {
      const key = await change<ApiKey>("POST", PATH, {
        name: form.get("name"),
        scopes: form.getAll("scope"),
        ...(expires === "" ? {} : { expires_at: new Date(`${expires}T23:59:59`).toISOString() }),
      });
      setAdding(false);
      setMade(key);
      keys.reload();
    } catch (failure) {
      setError((failure as ApiError).message);
    }
  };
  return (
    <EntryList
      title={t.keys}
      none={t.noKeys}
      aside={
        <button type="button" className={common.primary} onClick={() => setAdding(true)}>
          {t.addKey}
        </button>
      }
      path={PATH}
      entries={keys}
      nameOf={(key) => key.name}
      editable
      row={(key) => (
        <span>
          <strong>
            <bdi>{key.name}</bdi>
          </strong>
          <small>
            <bdi>{key.scopes.join(", ")}</bdi> · {t.expires}:{" "}
            {key.expires_at ? shortTime(language, key.expires_at) : t.never}
          </small>
        </span>
      )}
      question={(key) => ({ title: t.removeKeyAsk(key.name), hint: t.removeKeyHint })}
      onRemoved={keys.reload}
    >
      {adding && (
        <Dialog title={t.addKey} onClose={() => setAdding(false)}>
          <form className={css.form} onSubmit={(event) => void add(event)}>
            <label>
              {t.name}
              <input name="name" required maxLength={100} dir="auto" />
            </label>
            <fieldset>
              <legend>{t.scopes}</legend>
              {SCOPES.map((scope) => (
                <label key={scope} className={css.check}>
                  <input
                    type="checkbox"
                    name="scope"
                    value={scope}
                    defaultChecked={scope === "read" || scope === "send"}
                  />
                  {t.scopeHints[scope]} <code dir="ltr">{scope}</code>
                </label>
              ))}
            </fieldset>
            <label>
              {t.expires}
              <input name="expires" type="date" />
            </label>
            {error && <Complaint text={error} />}
            <div className={css.formEnd}>
              <button type="submit" className={common.primary}>
                {t.addKey}
              </button>
            </div>
          </form>
        </Dialog>
      )}
      {made?.key && (
        <Dialog title={made.name} onClose={() => setMade(null)}>
          <p>{t.keyShown}</p>
          <Copyable text={made.key} />
        </Dialog>
      )}
    </EntryList>
  );
}
