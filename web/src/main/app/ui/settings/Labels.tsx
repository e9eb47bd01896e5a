import { type FormEvent, useState } from "react";
import { type ApiError, change } from "../../api/http";
import type { Label } from "../../api/types";
import { usePageTexts } from "../../text/texts";
import common from "../common.module.css";
import { useClient } from "../context";
import { Problem } from "../Problem";
import css from "../pages.module.css";
import { Complaint } from "../SignIn";
import { toast } from "../Toasts";
import { colorFor } from "../team";
import { Group } from "./General";
import { Confirm } from "./Users";
import { useLoaded } from "./useLoaded";

/** The labels of the team: their names and colours. */
export function Labels() {
  const client = useClient();
  const t = usePageTexts();
  const labels = useLoaded<Label[]>("api/labels");
  const [removing, setRemoving] = useState<Label | null>(null);
  const [error, setError] = useState<string | null>(null);
  const changed = (): void => {
    labels.reload();
    void client.loadTeam().catch(() => {});
  };
  const path = (label: Label): string => `api/labels/${encodeURIComponent(label.id)}`;
  const put = (label: Label, changes: Partial<Label>): void => {
    change("PUT", path(label), { name: label.name, color: label.color, ...changes })
      .then(changed)
      .catch((failure: ApiError) => {
        toast(failure.message);
        labels.reload();
      });
  };
  const add = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = event.currentTarget;
    setError(null);
    try {
      const name = String(new FormData(form).get("name")).trim();
      await change("POST", "api/labels", { name, color: colorFor(labels.value?.length ?? 0) });
      form.reset();
      changed();
    } catch (failure) {
      setError((failure as ApiError).message);
    }
  };
  if (labels.error) return <Problem title={t.labels} error={labels.error} onRetry={labels.reload} />;
  return (
    <Group whole title={t.labels}>
      {labels.value?.length === 0 && <p className={css.hint}>{t.noLabels}</p>}
      <ul role="list" className={css.entries}>
        {(labels.value ?? []).map((label) => (
          <li key={`${label.id} ${label.name} ${label.color}`}>
            <input
              type="color"
              className={css.color}
              aria-label={`${t.color}: ${label.name}`}
              defaultValue={label.color ?? "#7a8194"}
              disabled={!client.mayWrite}
              onBlur={(event) => {
                if (event.target.value !== (label.color ?? "#7a8194")) put(label, { color: event.target.value });
              }}
            />
            <span>
              <input
                className={css.entryName}
                aria-label={`${t.name}: ${label.name}`}
                dir="auto"
                maxLength={50}
                defaultValue={label.name}
                disabled={!client.mayWrite}
                onKeyDown={(event) => {
                  if (event.key === "Enter") event.currentTarget.blur();
                }}
                onBlur={(event) => {
                  const name = event.target.value.trim();
                  if (name !== "" && name !== label.name) put(label, { name });
                  else event.target.value = label.name;
                }}
              />
            </span>
            {client.mayWrite && (
              <button type="button" className={common.button} onClick={() => setRemoving(label)}>
                {t.remove}
              </button>
            )}
          </li>
        ))}
      </ul>
      {error && <Complaint text={error} />}
      {client.mayWrite && (
        <form className={css.inlineForm} onSubmit={(event) => void add(event)}>
          <input name="name" required maxLength={50} dir="auto" placeholder={t.newLabel} aria-label={t.newLabel} />
          <button type="submit" className={common.primary}>
            {t.add}
          </button>
        </form>
      )}
      {removing && (
        <Confirm
          title={t.removeLabelAsk(removing.name)}
          hint={t.removeLabelHint}
          onClose={() => setRemoving(null)}
          onConfirm={() =>
            void change("DELETE", path(removing))
              .then(changed)
              .catch((failure: ApiError) => toast(failure.message))
          }
        />
      )}
    </Group>
  );
}
