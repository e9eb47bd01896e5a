import { useState } from "react";
import { type ApiError, BASE, get } from "../../api/http";
import type { Examination, Health, Samples } from "../../api/types";
import { duration, shortTime } from "../../lib/time";
import { useLanguage, usePageTexts } from "../../text/texts";
import { announce } from "../Announcer";
import common from "../common.module.css";
import { Copyable } from "../Empty";
import { Icon } from "../Icon";
import { Problem } from "../Problem";
import css from "../pages.module.css";
import pageCss from "../settings.module.css";
import { Group } from "./General";
import { useLoaded } from "./useLoaded";

/** The settings page with the state of the server and the findings of the doctor. */
export function Status() {
  const t = usePageTexts();
  const language = useLanguage();
  const health = useLoaded<Health>("health");
  const samples = useLoaded<Samples>("api/samples");
  const [examination, setExamination] = useState<Examination | null>(null);
  const [running, setRunning] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);

  const examine = async (): Promise<void> => {
    if (running) return;
    setRunning(true);
    announce(t.doctorRunning);
    setError(null);
    try {
      const told = await get<Examination>("api/doctor");
      setExamination(told);
      announce(t.checkedAt(shortTime(language, told.checked_at)));
    } catch (failure) {
      setError(failure as ApiError);
    } finally {
      setRunning(false);
    }
  };
  const words: Record<string, string> = { ok: t.stateOk, warn: t.stateWarn, fail: t.stateFail, skipped: t.stateSkip };
  const state = health.value;
  return (
    <>
      <Group title={t.serverState}>
        {health.error && <Problem title={t.serverState} error={health.error} onRetry={health.reload} />}
        {state && (
          <dl className={css.facts}>
            <div>
              <dt>{t.version}</dt>
              <dd dir="ltr">{state.version}</dd>
            </div>
            <div>
              <dt>{t.running}</dt>
              <dd>{duration(language, state.uptime * 1000)}</dd>
            </div>
            <div>
              <dt>{t.store}</dt>
              <dd>
                {state.store.kind} · {state.store.status}
              </dd>
            </div>
            <div>
              <dt>{t.sending}</dt>
              <dd>
                {state.sending
                  ? `${state.sending.reason}. ${state.sending.advice ?? ""}`
                  : samples.value?.available
                    ? t.sendingDemo
                    : t.sendingWell}
              </dd>
            </div>
          </dl>
        )}
      </Group>
      <Group title={t.connectWebhook} hint={location.protocol === "https:" ? undefined : t.webhookHttps}>
        <Copyable text={`${location.origin}${BASE}webhook`} />
      </Group>
      <Group
        title={t.doctor}
        aside={
          <button type="button" className={common.primary} aria-disabled={running} onClick={() => void examine()}>
            {running ? t.doctorRunning : t.runDoctor}
          </button>
        }
      >
        {error && <Problem title={t.doctor} error={error} onRetry={() => void examine()} />}
        {!examination && !error && <p className={css.hint}>{t.doctorHint}</p>}
        {examination && (
          <>
            <p className={css.hint}>{t.checkedAt(shortTime(language, examination.checked_at))}</p>
            <ul role="list" className={pageCss.findings}>
              {examination.findings.map((finding) => (
                <li key={finding.name} data-state={finding.state}>
                  <Icon
                    name={finding.state === "ok" ? "check" : finding.state === "skipped" ? "info" : "warn"}
                    size={20}
                  />
                  <span>
                    <strong>
                      {finding.name} <small>{words[finding.state] ?? finding.state}</small>
                    </strong>
                    <span dir="auto">{finding.sentence}</span>
                    {finding.advice && <span dir="auto">{finding.advice}</span>}
                  </span>
                </li>
              ))}
            </ul>
          </>
        )}
      </Group>
      <p className={css.hint}>
        <a className={common.link} href={`${BASE}docs`}>
          {t.docs}
        </a>
      </p>
    </>
  );
}
