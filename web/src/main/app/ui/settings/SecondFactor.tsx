import { type FormEvent, useState } from "react";
import { type ApiError, change } from "../../api/http";
import { QR_SIZE, qrCode } from "../../lib/qr";
import { usePageTexts } from "../../text/texts";
import common from "../common.module.css";
import { Copyable } from "../Empty";
import css from "../pages.module.css";
import { Complaint } from "../SignIn";
import { Group } from "./General";
import { useLoaded } from "./useLoaded";

const PATH = "api/me/second-factor";

interface State {
  enabled: boolean;
  recovery_codes: number;
}

interface Enrolment {
  secret: string;
  uri: string;
}

/** The codes of an authenticator app: set up in two steps, and turned off. */
export function SecondFactor({ onChange }: { onChange: () => void }) {
  const t = usePageTexts();
  const state = useLoaded<State>(PATH);
  const [made, setMade] = useState<Enrolment | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  const [error, setError] = useState<string | null>(null);

  const submit = async (
    event: FormEvent<HTMLFormElement>,
    send: (field: (name: string) => string) => Promise<void>,
  ): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setError(null);
    try {
      await send((name) => String(form.get(name) ?? ""));
    } catch (failure) {
      setError((failure as ApiError).message);
    }
  };
  const begin = (event: FormEvent<HTMLFormElement>): void =>
    void submit(event, async (field) =>
      setMade(await change<Enrolment>("POST", PATH, { current_password: field("current") })),
    );
  const confirm = (event: FormEvent<HTMLFormElement>): void =>
    void submit(event, async (field) => {
      const answer = await change<{ recovery_codes: string[] }>("PUT", PATH, { code: field("code").trim() });
      setCodes(answer.recovery_codes);
      setMade(null);
      state.reload();
      onChange();
    });
  const remove = (event: FormEvent<HTMLFormElement>): void =>
    void submit(event, async (field) => {
      await change("DELETE", PATH, { current_password: field("current"), code: field("code").trim() });
      setCodes(null);
      state.reload();
    });
  const active = state.value?.enabled === true;
  return (
    <Group title={t.secondFactor}>
      {error && <Complaint text={error} />}
      {codes && (
        <>
          <p className={css.hint}>{t.recoveryCodes}</p>
          <Copyable text={codes.join(" ")} />
        </>
      )}
      {active && (
        <form className={css.form} onSubmit={remove}>
          <p className={css.hint}>{t.secondFactorOn(state.value?.recovery_codes ?? 0)}</p>
          <Password />
          <Code />
          <div className={css.formEnd}>
            <button type="submit" className={common.button}>
              {t.turnOff}
            </button>
          </div>
        </form>
      )}
      {!active && made === null && (
        <form className={css.form} onSubmit={begin}>
          <p className={css.hint}>{t.secondFactorHint}</p>
          <Password />
          <div className={css.formEnd}>
            <button type="submit" className={common.primary}>
              {t.setUpApp}
            </button>
          </div>
        </form>
      )}
      {!active && made !== null && (
        <form className={css.form} onSubmit={confirm}>
          <p className={css.hint}>{t.secretHint}</p>
          <QrCode text={made.uri} />
          <Copyable text={made.secret} />
          <a className={common.link} href={made.uri}>
            {t.openApp}
          </a>
          <Code />
          <div className={css.formEnd}>
            <button type="submit" className={common.primary}>
              {t.turnOn}
            </button>
          </div>
        </form>
      )}
    </Group>
  );
}

/** The QR code for the phone with the app; nothing if the address is too long for it. */
function QrCode({ text }: { text: string }) {
  const t = usePageTexts();
  const rows = qrCode(text);
  if (rows === null) return null;
  const path = rows.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : "")));
  return (
    <svg className={css.qr} viewBox={`-4 -4 ${QR_SIZE + 8} ${QR_SIZE + 8}`} role="img" aria-label={t.qrCode}>
      <path d={path.join("")} />
    </svg>
  );
}

function Password() {
  const t = usePageTexts();
  return (
    <label>
      {t.currentPassword}
      <input name="current" type="password" autoComplete="current-password" required dir="ltr" />
    </label>
  );
}

function Code() {
  const t = usePageTexts();
  return (
    <label>
      {t.code}
      <input name="code" autoComplete="one-time-code" maxLength={64} required dir="ltr" />
    </label>
  );
}
