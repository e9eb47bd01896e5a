import { type FormEvent, useState } from "react";
import { type ApiError, change } from "../../api/http";
import type { Session, User } from "../../api/types";
import { shortTime } from "../../lib/time";
import { useLanguage, usePageTexts } from "../../text/texts";
import { announce } from "../Announcer";
import common from "../common.module.css";
import { useClient } from "../context";
import css from "../pages.module.css";
import { Complaint } from "../SignIn";
import { toast } from "../Toasts";
import { Group } from "./General";
import { SecondFactor } from "./SecondFactor";
import { useLoaded } from "./useLoaded";

/** One's own profile, password and sign-ins. */
export function Account({ onSignOut }: { onSignOut: () => void }) {
  const client = useClient();
  const t = usePageTexts();
  const language = useLanguage();
  const { user } = client;
  const sessions = useLoaded<Session[]>(user ? "api/sessions" : null);
  const [saved, setSaved] = useState<string | null>(null);
  const [error, setError] = useState<string | null>(null);
  if (!user) return <p className={css.hint}>{t.anonymousAccount}</p>;

  const put = async (
    event: FormEvent<HTMLFormElement>,
    name: string,
    body: (form: FormData) => object,
  ): Promise<void> => {
    event.preventDefault();
    const element = event.currentTarget;
    setError(null);
    try {
      await change<User>("PUT", "api/me", body(new FormData(element)));
      setSaved(name);
      announce(t.saved);
      if (name === "password") element.reset();
      sessions.reload();
    } catch (failure) {
      setError((failure as ApiError).message);
    }
  };
  return (
    <>
      {error && <Complaint text={error} />}
      <Group title={t.profile}>
        <form
          className={css.form}
          onChange={() => setSaved(null)}
          onSubmit={(event) => void put(event, "profile", (form) => ({ name: form.get("name") }))}
        >
          <label>
            {t.yourName}
            <input name="name" defaultValue={user.name} required maxLength={100} dir="auto" />
          </label>
          <p className={css.hint} dir="ltr">
            {user.email} · {t.roles[user.role]}
          </p>
          <div className={css.formEnd}>
            <button type="button" className={common.button} onClick={onSignOut}>
              {t.signOut}
            </button>
            <button type="submit" className={common.primary}>
              {saved === "profile" ? t.saved : t.save}
            </button>
          </div>
        </form>
      </Group>
      <Group title={t.changePassword}>
        <form
          className={css.form}
          onChange={() => setSaved(null)}
          onSubmit={(event) =>
            void put(event, "password", (form) => ({
              current_password: form.get("current"),
              password: form.get("next"),
            }))
          }
        >
          <label>
            {t.currentPassword}
            <input name="current" type="password" autoComplete="current-password" required dir="ltr" />
          </label>
          <label>
            {t.newPassword}
            <input
              name="next"
              type="password"
              autoComplete="new-password"
              minLength={15}
              maxLength={128}
              required
              dir="ltr"
            />
          </label>
          <p className={css.hint}>{t.passwordRule}</p>
          <div className={css.formEnd}>
            <button type="submit" className={common.primary}>
              {saved === "password" ? t.saved : t.save}
            </button>
          </div>
        </form>
      </Group>
      <SecondFactor onChange={sessions.reload} />
      <Group title={t.sessions}>
        <ul role="list" className={css.entries}>
          {(sessions.value ?? []).map((session) => (
            <li key={session.id}>
              <span>
                <strong dir="auto">{session.label}</strong>
                <small>
                  {session.current ? `${t.thisBrowser} · ` : ""}
                  <bdi>{session.address}</bdi> · {shortTime(language, session.seenAt)}
                </small>
              </span>
              {!session.current && (
                <button
                  type="button"
                  className={common.button}
                  onClick={() =>
                    void change("DELETE", `api/sessions/${encodeURIComponent(session.id)}`)
                      .then(sessions.reload)
                      .catch((failure: ApiError) => toast(failure.message))
                  }
                >
                  {t.endSession}
                </button>
              )}
            </li>
          ))}
        </ul>
      </Group>
    </>
  );
}
