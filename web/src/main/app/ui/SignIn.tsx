import { type FormEvent, type ReactNode, useEffect, useId, useRef, useState } from "react";
import { type ApiError, change } from "../api/http";
import type { User } from "../api/types";
import { usePageTexts } from "../text/texts";
import common from "./common.module.css";
import { Icon } from "./Icon";
import { Mark } from "./Mark";
import css from "./pages.module.css";

/** A page with a form and the mark of Parley. */
function Gate({ title, intro, children }: { title: string; intro: string; children: ReactNode }) {
  return (
    <main className={css.gate}>
      <div className={css.gateCard}>
        <Mark />
        <h1>{title}</h1>
        <p>{intro}</p>
        {children}
      </div>
    </main>
  );
}

/** The sign-in that appears over the inbox of a user whose sign-in has ended. */
export function SignInAgain({ onSignedIn }: { onSignedIn: (user: User) => void }) {
  const t = usePageTexts();
  return (
    <>
      <p>{t.signedOutHint}</p>
      <SignInForm onSignedIn={onSignedIn} />
    </>
  );
}

function SignInForm({ onSignedIn }: { onSignedIn: (user: User) => void }) {
  const t = usePageTexts();
  const id = useId();
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [needsCode, setNeedsCode] = useState(false);
  const first = useFirst();
  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    if (busy) return;
    const form = new FormData(event.currentTarget);
    setBusy(true);
    try {
      const answer = await change<{ user: User }>("POST", "api/login", {
        email: String(form.get("email")).trim(),
        password: String(form.get("password")),
        code: String(form.get("code") ?? ""),
      });
      onSignedIn(answer.user);
    } catch (failure) {
      const asksForCode = wantsCode(failure as ApiError);
      setNeedsCode(needsCode || asksForCode);
      // The first time no error is shown: the new field says what is needed.
      setError(asksForCode && !needsCode ? null : (failure as ApiError).message);
      setBusy(false);
    }
  };
  return (
    <form className={css.form} onSubmit={(event) => void submit(event)}>
      <label htmlFor={`${id}e`}>{t.email}</label>
      <input ref={first} id={`${id}e`} name="email" type="email" autoComplete="username" required dir="ltr" />
      <label htmlFor={`${id}p`}>{t.password}</label>
      <input id={`${id}p`} name="password" type="password" autoComplete="current-password" required dir="ltr" />
      {needsCode && <CodeField />}
      {error && <Complaint text={error} />}
      <button type="submit" className={common.primary} aria-disabled={busy}>
        {t.signIn}
      </button>
    </form>
  );
}

/** The first field of such a form, which gets the focus. */
function useFirst() {
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (document.activeElement === document.body) first.current?.focus();
  }, []);
  return first;
}

/** Whether the password was right, and a code is needed as well. */
function wantsCode(failure: ApiError): boolean {
  return failure.code === "unauthorized" && failure.details.some((it) => it.field === "code");
}

/** The field for the code of a second factor. When it appears, it gets the focus. */
function CodeField() {
  const t = usePageTexts();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  return (
    <>
      <label htmlFor={id}>{t.code}</label>
      <input
        ref={input}
        id={id}
        name="code"
        autoComplete="one-time-code"
        maxLength={64}
        required
        dir="ltr"
        aria-describedby={`${id}h`}
      />
      <p id={`${id}h`} className={css.hint}>
        {t.codeHint}
      </p>
    </>
  );
}

export function Complaint({ text }: { text: string }) {
  return (
    <p className={css.complaint} role="alert">
      <Icon name="warn" size={18} />
      <span dir="auto">{text}</span>
    </p>
  );
}

export function SignInPage({ onSignedIn }: { onSignedIn: (user: User) => void }) {
  const t = usePageTexts();
  return (
    <Gate title="Parley" intro={t.signInIntro}>
      <SignInForm onSignedIn={onSignedIn} />
      <p className={css.hint}>{t.signInHelp}</p>
    </Gate>
  );
}

const INVITED = "#password=";

/** The page to which one-time links lead. Their secret is behind the `#`, which browsers do not send to a server. */
export function SetUpPage({ onSignedIn }: { onSignedIn: (user: User) => void }) {
  const t = usePageTexts();
  const id = useId();
  const [hash] = useState(() => location.hash);
  const invited = hash.startsWith(INVITED);
  const link = invited ? hash.slice(INVITED.length) : hash.slice(1);
  const [error, setError] = useState<string | null>(null);
  const [needsCode, setNeedsCode] = useState(false);
  const first = useFirst();
  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const password = String(form.get("password"));
    const body = invited
      ? { link, password, code: String(form.get("code") ?? "") }
      : { link, password, name: String(form.get("name")), email: String(form.get("email")).trim() };
    try {
      const answer = await change<{ user: User }>("POST", invited ? "api/password" : "api/setup", body);
      onSignedIn(answer.user);
    } catch (failure) {
      setNeedsCode(needsCode || wantsCode(failure as ApiError));
      setError((failure as ApiError).message);
    }
  };
  if (link === "") {
    return (
      <Gate title={t.setUp} intro={t.noLink}>
        <code dir="ltr">./parley setup-link</code>
      </Gate>
    );
  }
  return (
    <Gate title={invited ? t.choosePassword : t.setUp} intro={invited ? t.choosePasswordIntro : t.setUpIntro}>
      <form className={css.form} onSubmit={(event) => void submit(event)}>
        {!invited && (
          <>
            <label htmlFor={`${id}n`}>{t.yourName}</label>
            <input ref={first} id={`${id}n`} name="name" autoComplete="name" maxLength={100} required dir="auto" />
            <label htmlFor={`${id}e`}>{t.email}</label>
            <input id={`${id}e`} name="email" type="email" autoComplete="username" maxLength={254} required dir="ltr" />
          </>
        )}
        <label htmlFor={`${id}p`}>{t.password}</label>
        <input
          ref={invited ? first : undefined}
          id={`${id}p`}
          name="password"
          type="password"
          autoComplete="new-password"
          minLength={15}
          maxLength={128}
          required
          dir="ltr"
          aria-describedby={`${id}r`}
        />
        <p id={`${id}r`} className={css.hint}>
          {t.passwordRule}
        </p>
        {needsCode && <CodeField />}
        {error && <Complaint text={error} />}
        <button type="submit" className={common.primary}>
          {invited ? t.setPassword : t.createAccount}
        </button>
      </form>
    </Gate>
  );
}
