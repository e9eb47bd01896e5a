import { type FormEvent, useState } from "react";
import { type ApiError, change } from "../../api/http";
import type { Hook, HookDelivery } from "../../api/types";
import { number } from "../../lib/numbers";
import { shortTime } from "../../lib/time";
import { useLanguage, usePageTexts } from "../../text/texts";
import { Confirm } from "../Confirm";
import common from "../common.module.css";
import { Dialog } from "../Dialog";
import { Copyable } from "../Empty";
import { Icon } from "../Icon";
import { Menu } from "../Menu";
import { Problem } from "../Problem";
import css from "../pages.module.css";
import { Complaint } from "../SignIn";
import pageCss from "../settings.module.css";
import { toast } from "../Toasts";
import { Group } from "./General";
import { useLoaded } from "./useLoaded";

const EVENTS = [
  "message.received",
  "message.sent",
  "message.status",
  "message.updated",
  "contact.updated",
  "chat.updated",
] as const;
const DAY_MS = 86_400_000;

type Open = { what: "edit" | "deliveries" | "replay" | "remove"; hook: Hook } | { what: "add" } | null;

/** The settings page for outgoing webhooks, with their last deliveries. */
export function Hooks() {
  const t = usePageTexts();
  const hooks = useLoaded<Hook[]>("api/hooks");
  const [open, setOpen] = useState<Open>(null);
  const [secret, setSecret] = useState<string | null>(null);
  const path = (hook: Hook): string => `api/hooks/${encodeURIComponent(hook.id)}`;
  const then = (done: Promise<unknown>, said?: string): void => {
    done
      .then(() => {
        hooks.reload();
        if (said) toast(said);
      })
      .catch((failure: ApiError) => toast(failure.message));
  };
  if (hooks.error) return <Problem title={t.hooks} error={hooks.error} onRetry={hooks.reload} />;
  return (
    <Group
      whole
      title={t.hooks}
      hint={t.hooksHint}
      aside={
        <button type="button" className={common.primary} onClick={() => setOpen({ what: "add" })}>
          {t.addHook}
        </button>
      }
    >
      {hooks.value?.length === 0 && <p className={css.hint}>{t.noHooks}</p>}
      <ul role="list" className={css.entries}>
        {(hooks.value ?? []).map((hook) => (
          <li key={hook.id}>
            <Icon name="webhook" size={22} />
            <span>
              <strong dir="ltr">{hook.url}</strong>
              <small>
                <State hook={hook} path={path(hook)} />
                {hook.waiting > 0 && ` · ${t.hookWaiting(hook.waiting)}`}
              </small>
              <small dir="ltr">
                {hook.format === "cloud-api" ? t.hookFormats["cloud-api"] : hook.events.join(", ")}
              </small>
            </span>
            <Menu
              label={`${t.more}: ${hook.url}`}
              items={[
                { label: t.deliveries, icon: "pulse", act: () => setOpen({ what: "deliveries", hook }) },
                { label: t.edit, icon: "pencil", act: () => setOpen({ what: "edit", hook }) },
                ...(hook.format === "parley"
                  ? [{ label: t.replay, icon: "reply" as const, act: () => setOpen({ what: "replay", hook }) }]
                  : []),
                {
                  label: hook.active ? t.disable : t.enable,
                  icon: "out",
                  act: () => then(change("PUT", path(hook), { active: !hook.active })),
                },
                { label: t.remove, icon: "trash", danger: true, act: () => setOpen({ what: "remove", hook }) },
              ]}
            />
          </li>
        ))}
      </ul>
      {(open?.what === "add" || open?.what === "edit") && (
        <HookForm
          hook={open.what === "edit" ? open.hook : null}
          onClose={() => setOpen(null)}
          onSaved={(saved) => {
            setOpen(null);
            setSecret(saved.secret ?? null);
            hooks.reload();
          }}
        />
      )}
      {open?.what === "deliveries" && <Deliveries hook={open.hook} onClose={() => setOpen(null)} />}
      {open?.what === "replay" && (
        <Replay
          onClose={() => setOpen(null)}
          onSince={(since) => {
            setOpen(null);
            then(change("POST", `${path(open.hook)}/replay`, { since }), t.replayed);
          }}
        />
      )}
      {open?.what === "remove" && (
        <Confirm
          title={t.removeHookAsk}
          hint={t.removeHookHint}
          onClose={() => setOpen(null)}
          onConfirm={() => then(change("DELETE", path(open.hook)))}
        />
      )}
      {secret && (
        <Dialog title={t.hooks} onClose={() => setSecret(null)}>
          <p>{t.hookSecret}</p>
          <Copyable text={secret} />
        </Dialog>
      )}
    </Group>
  );
}

function State({ hook, path }: { hook: Hook; path: string }) {
  const t = usePageTexts();
  const language = useLanguage();
  const tries = useLoaded<HookDelivery[]>(`${path}/deliveries?limit=1`);
  if (hook.off) return <span data-tone="danger">{t.hookOff(hook.off.reason)}</span>;
  if (!hook.active) return <span>{t.hookPaused}</span>;
  if (hook.failing_since) {
    return <span data-tone="warn">{t.hookFailing(shortTime(language, hook.failing_since))}</span>;
  }
  if (!tries.value) return null;
  return tries.value.length === 0 ? <span>{t.noDeliveries}</span> : <span data-tone="ok">{t.hookWell}</span>;
}

function HookForm({
  hook,
  onClose,
  onSaved,
}: {
  hook: Hook | null;
  onClose: () => void;
  onSaved: (hook: Hook) => void;
}) {
  const t = usePageTexts();
  const [format, setFormat] = useState<Hook["format"]>(hook?.format ?? "parley");
  const [error, setError] = useState<string | null>(null);
  const save = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const events = form.getAll("event");
    if (format === "parley" && events.length === 0) return setError(t.noneChosen);
    const body = {
      url: String(form.get("url")).trim(),
      ...(format === "parley" ? { events } : {}),
      ...(hook ? {} : { format }),
    };
    setError(null);
    try {
      onSaved(
        await change<Hook>(
          hook ? "PUT" : "POST",
          hook ? `api/hooks/${encodeURIComponent(hook.id)}` : "api/hooks",
          body,
        ),
      );
    } catch (failure) {
      setError((failure as ApiError).message);
    }
  };
  return (
    <Dialog title={hook ? t.edit : t.addHook} onClose={onClose}>
      <form className={css.form} onSubmit={(event) => void save(event)}>
        <label>
          {t.hookUrl}
          <input
            name="url"
            type="url"
            required
            dir="ltr"
            placeholder="https://bot.example.com/parley"
            defaultValue={hook?.url}
          />
        </label>
        {!hook && (
          <label>
            {t.hookFormat}
            <select value={format} onChange={(event) => setFormat(event.target.value as Hook["format"])}>
              <option value="parley">{t.hookFormats.parley}</option>
              <option value="cloud-api">{t.hookFormats["cloud-api"]}</option>
            </select>
          </label>
        )}
        {format === "parley" && (
          <fieldset>
            <legend>{t.hookEvents}</legend>
            {EVENTS.map((event) => (
              <label key={event} className={css.check}>
                <input
                  type="checkbox"
                  name="event"
                  value={event}
                  defaultChecked={hook ? hook.events.includes(event) : event === "message.received"}
                />
                <span dir="ltr">{event}</span>
              </label>
            ))}
          </fieldset>
        )}
        {error && <Complaint text={error} />}
        <div className={css.formEnd}>
          <button type="submit" className={common.primary}>
            {t.save}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function Deliveries({ hook, onClose }: { hook: Hook; onClose: () => void }) {
  const t = usePageTexts();
  const language = useLanguage();
  const tries = useLoaded<HookDelivery[]>(`api/hooks/${encodeURIComponent(hook.id)}/deliveries?limit=50`);
  return (
    <Dialog title={t.deliveries} onClose={onClose}>
      {tries.error && <Problem title={t.deliveries} error={tries.error} onRetry={tries.reload} />}
      {tries.value?.length === 0 && <p className={css.hint}>{t.noDeliveries}</p>}
      <ul role="list" className={pageCss.findings}>
        {(tries.value ?? []).map((one) => (
          <li key={`${one.id} ${one.attempt} ${one.at}`} data-state={one.delivered ? "ok" : "fail"}>
            <Icon name={one.delivered ? "check" : "warn"} size={20} />
            <span>
              <strong dir="ltr">
                {one.event} <small>{one.status ?? ""}</small>
              </strong>
              <small>
                {shortTime(language, one.at)} · {t.attempt(one.attempt)} ·{" "}
                {number(language, one.took_ms, { style: "unit", unit: "millisecond" })}
                {one.next_at && ` · ${t.nextTry(shortTime(language, one.next_at))}`}
              </small>
              {one.problem && <span dir="auto">{one.problem}</span>}
            </span>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

function Replay({ onClose, onSince }: { onClose: () => void; onSince: (since: string) => void }) {
  const t = usePageTexts();
  const [yesterday] = useState(() => {
    const at = new Date(Date.now() - DAY_MS);
    return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
  });
  return (
    <Dialog title={t.replay} onClose={onClose}>
      <p className={css.hint}>{t.replayHint}</p>
      <form
        className={css.inlineForm}
        onSubmit={(event) => {
          event.preventDefault();
          onSince(new Date(String(new FormData(event.currentTarget).get("since"))).toISOString());
        }}
      >
        <input name="since" type="datetime-local" required aria-label={t.since} defaultValue={yesterday} />
        <button type="submit" className={common.primary}>
          {t.replay}
        </button>
      </form>
    </Dialog>
  );
}
