import { type FormEvent, useState } from "react";
import { type ApiError, change } from "../../api/http";
import type { ApiKey } from "../../api/types";
import { shortTime } from "../../lib/time";
import { useLanguage, usePageTexts } from "../../text/texts";
import common from "../common.module.css";
import { Dialog } from "../Dialog";
import { Copyable } from "../EmptyStore";
import { Problem } from "../Problem";
import css from "../pages.module.css";
import { Complaint } from "../SignIn";
import { toast } from "../Toasts";
import { Group } from "./General";
import { Confirm } from "./Users";
import { useLoaded } from "./useLoaded";

const SCOPES = ["read", "send", "manage", "webhook", "metrics", "url"] as const;

/** Keys with which programs come in. */
export function Keys() {
  const t = usePageTexts();
  const language = useLanguage();
  const keys = useLoaded<ApiKey[]>("api/keys");
  const [adding, setAdding] = useState(false);
  const [made, setMade] = useState<ApiKey | null>(null);
  const [removing, setRemoving] = useState<ApiKey | null>(null);
  const [error, setError] = useState<string | null>(null);

  const add = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const expires = String(form.get("expires"));
    setError(null);
    try {
      const key = await change<ApiKey>("POST", "api/keys", {
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
  if (keys.error) return <Problem title={t.keys} error={keys.error} onRetry={keys.reload} />;
  return (
    <Group
      whole
      title={t.keys}
      aside={
        <button type="button" className={common.primary} onClick={() => setAdding(true)}>
          {t.addKey}
        </button>
      }
    >
      {keys.value?.length === 0 && <p className={css.hint}>{t.noKeys}</p>}
      <ul role="list" className={css.entries}>
        {(keys.value ?? []).map((key) => (
          <li key={key.id}>
            <span>
              <strong>
                <bdi>{key.name}</bdi>
              </strong>
              <small>
                <bdi>{key.scopes.join(", ")}</bdi> · {t.expires}:{" "}
                {key.expires_at ? shortTime(language, key.expires_at) : t.never}
              </small>
            </span>
            <button type="button" className={common.button} onClick={() => setRemoving(key)}>
              {t.remove}
            </button>
          </li>
        ))}
      </ul>
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
      {removing && (
        <Confirm
          title={t.removeKeyAsk(removing.name)}
          hint={t.removeKeyHint}
          onClose={() => setRemoving(null)}
          onConfirm={() =>
            void change("DELETE", `api/keys/${encodeURIComponent(removing.id)}`)
              .then(keys.reload)
              .catch((failure: ApiError) => toast(failure.message))
          }
        />
      )}
    </Group>
  );
}
