import { type FormEvent, useEffect, useState } from "react";
import { type ApiError, change } from "../api/http";
import type { Label } from "../api/types";
import { shortTime } from "../lib/time";
import type { Outgoing } from "../state/database";
import { useLanguage, usePageTexts } from "../text/texts";
import common from "./common.module.css";
import { useClient, useView } from "./context";
import { Dialog } from "./Dialog";
import { LabelDot } from "./LabelMark";
import { colorFor } from "./labelColors";
import { moveInList } from "./moveInList";
import css from "./pages.module.css";
import { Complaint } from "./SignIn";
import { snoozeChoices } from "./snooze";
import { toast } from "./Toasts";

const MOST_LABELS = 20;

/** `2026-11-29T16:00`, as a field for a local time has it. */
function localTime(date: Date): string {
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** Chooses until when a chat is snoozed. */
export function SnoozeDialog({ waId, onClose }: { waId: string; onClose: () => void }) {
  const client = useClient();
  const t = usePageTexts();
  const language = useLanguage();
  const [now] = useState(() => new Date());
  const snooze = (until: Date): void => {
    onClose();
    client.team
      .update(waId, { state: "snoozed", snoozed_until: until.toISOString() })
      .then(() => toast(t.snoozedUntil(shortTime(language, until.getTime()))))
      .catch((failure: Error) => toast(failure.message));
  };
  return (
    <Dialog title={t.snooze} onClose={onClose}>
      <p className={css.hint}>{t.snoozeHint}</p>
      <ul role="list" className={css.choices} onKeyDown={moveInList}>
        {snoozeChoices(now).map((choice) => (
          <li key={choice.name}>
            <button type="button" onClick={() => snooze(choice.until)}>
              <strong>{t.snoozeChoices[choice.name]}</strong>
              <small>{shortTime(language, choice.until.getTime())}</small>
            </button>
          </li>
        ))}
      </ul>
      <form
        className={css.inlineForm}
        onSubmit={(event: FormEvent<HTMLFormElement>) => {
          event.preventDefault();
          const until = new Date(String(new FormData(event.currentTarget).get("until")));
          if (until.getTime() > Date.now()) snooze(until);
        }}
      >
        <input
          name="until"
          type="datetime-local"
          required
          aria-label={t.snoozeUntil}
          min={localTime(now)}
          defaultValue={localTime(new Date(now.getTime() + 86_400_000))}
        />
        <button type="submit" className={common.primary}>
          {t.snooze}
        </button>
      </form>
    </Dialog>
  );
}

/** Chooses the labels of a chat, and makes new ones. */
export function LabelsDialog({ waId, onClose }: { waId: string; onClose: () => void }) {
  const client = useClient();
  const t = usePageTexts();
  const labels = useView((view) => view.labels);
  const own = useView((view) => view.data.chats.get(waId)?.chat.labels);
  const [error, setError] = useState<string | null>(null);
  useEffect(() => {
    void client.team.load().catch(() => {});
  }, [client]);
  const set = async (ids: string[]): Promise<void> => {
    setError(null);
    try {
      await client.team.update(waId, { labels: ids });
    } catch (failure) {
      setError((failure as ApiError).message);
    }
  };
  const chosen = own ?? [];
  const add = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = event.currentTarget;
    const name = String(new FormData(form).get("name")).trim();
    setError(null);
    try {
      const label = await change<Label>("POST", "api/labels", { name, color: colorFor(labels.length) });
      form.reset();
      await client.team.load();
      await client.team.update(waId, { labels: [...chosen, label.id] });
    } catch (failure) {
      setError((failure as ApiError).message);
    }
  };
  return (
    <Dialog title={t.labels} onClose={onClose}>
      {labels.length === 0 && <p className={css.hint}>{t.noLabels}</p>}
      <ul role="list" className={css.checks}>
        {labels.map((label) => (
          <li key={label.id}>
            <label className={css.check}>
              <input
                type="checkbox"
                checked={chosen.includes(label.id)}
                disabled={!chosen.includes(label.id) && chosen.length >= MOST_LABELS}
                onChange={(event) =>
                  void set(event.target.checked ? [...chosen, label.id] : chosen.filter((id) => id !== label.id))
                }
              />
              <LabelDot label={label} />
              <bdi>{label.name}</bdi>
            </label>
          </li>
        ))}
      </ul>
      {error && <Complaint text={error} />}
      <form className={css.inlineForm} onSubmit={(event) => void add(event)}>
        <input name="name" required maxLength={50} dir="auto" placeholder={t.newLabel} aria-label={t.newLabel} />
        <button type="submit" className={common.button}>
          {t.add}
        </button>
      </form>
    </Dialog>
  );
}

/** Shows the messages that others wrote before a message could be sent, and asks whether to send it nevertheless. */
export function CollisionDialog({
  message,
  onSend,
  onEdit,
  onClose,
}: {
  message: Outgoing;
  onSend: () => void;
  onEdit: () => void;
  onClose: () => void;
}) {
  const t = usePageTexts();
  const language = useLanguage();
  return (
    <Dialog title={t.collisionTitle} onClose={onClose}>
      <p>{t.collisionHint}</p>
      <ul role="list" className={css.missed}>
        {(message.missed ?? []).map((missed) => (
          <li key={missed.id} data-own={missed.own}>
            <small>
              <bdi>{missed.name || (missed.own ? t.you : t.customer)}</bdi> · {shortTime(language, missed.at)}
            </small>
            <span dir="auto">{missed.text}</span>
          </li>
        ))}
      </ul>
      <p className={css.hint}>{t.collisionOwn}</p>
      <p className={css.preview} dir="auto">
        {message.text}
      </p>
      <div className={css.formEnd}>
        {!message.file && (
          <button type="button" className={common.button} data-first="true" onClick={onEdit}>
            {t.keepWriting}
          </button>
        )}
        <button type="button" className={common.primary} onClick={onSend}>
          {t.sendAnyway}
        </button>
      </div>
    </Dialog>
  );
}
