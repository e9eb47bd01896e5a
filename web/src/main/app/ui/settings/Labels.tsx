import { type FormEvent, useState } from "react";
import { type ApiError, change } from "../../api/http";
import type { Label } from "../../api/types";
import { usePageTexts } from "../../text/texts";
import common from "../common.module.css";
import { useClient } from "../context";
import { colorFor } from "../labelColors";
import pages from "../pages.module.css";
import { Complaint } from "../SignIn";
import css from "../settings.module.css";
import { toast } from "../Toasts";
import { EntryList } from "./EntryList";
import { useLoaded } from "./useLoaded";

const PATH = "api/labels";
const GRAY = "#7a8194";

/** The settings page for the team's labels: their names and colours. */
export function Labels() {
  const client = useClient();
  const t = usePageTexts();
  const labels = useLoaded<Label[]>(PATH);
  const [error, setError] = useState<string | null>(null);
  const changed = (): void => {
    labels.reload();
    void client.team.load().catch(() => {});
  };
  const put = (label: Label, changes: Partial<Label>): void => {
    change("PUT", `${PATH}/${encodeURIComponent(label.id)}`, { name: label.name, color: label.color, ...changes })
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
      await change("POST", PATH, { name, color: colorFor(labels.value?.length ?? 0) });
      form.reset();
      changed();
    } catch (failure) {
      setError((failure as ApiError).message);
    }
  };
  return (
    <EntryList
      title={t.labels}
      none={t.noLabels}
      path={PATH}
      entries={labels}
      nameOf={(label) => label.name}
      editable={client.mayWrite}
      row={(label) => (
        <Fields
          key={`${label.name} ${label.color}`}
          label={label}
          disabled={!client.mayWrite}
          onChange={(changes) => put(label, changes)}
        />
      )}
      question={(label) => ({ title: t.removeLabelAsk(label.name), hint: t.removeLabelHint })}
      onRemoved={changed}
    >
      {error && <Complaint text={error} />}
      {client.mayWrite && (
        <form className={pages.inlineForm} onSubmit={(event) => void add(event)}>
          <input name="name" required maxLength={50} dir="auto" placeholder={t.newLabel} aria-label={t.newLabel} />
          <button type="submit" className={common.primary}>
            {t.add}
          </button>
        </form>
      )}
    </EntryList>
  );
}

/** The colour and the name of a label; a change is reported when the user leaves the field. */
function Fields({
  label,
  disabled,
  onChange,
}: {
  label: Label;
  disabled: boolean;
  onChange: (changes: Partial<Label>) => void;
}) {
  const t = usePageTexts();
  return (
    <>
      <input
        type="color"
        className={css.color}
        aria-label={`${t.color}: ${label.name}`}
        defaultValue={label.color ?? GRAY}
        disabled={disabled}
        onBlur={(event) => {
          if (event.target.value !== (label.color ?? GRAY)) onChange({ color: event.target.value });
        }}
      />
      <span>
        <input
          className={css.entryName}
          aria-label={`${t.name}: ${label.name}`}
          dir="auto"
          maxLength={50}
          defaultValue={label.name}
          disabled={disabled}
          onKeyDown={(event) => {
            if (event.key === "Enter") event.currentTarget.blur();
          }}
          onBlur={(event) => {
            const name = event.target.value.trim();
            if (name !== "" && name !== label.name) onChange({ name });
            else event.target.value = label.name;
          }}
        />
      </span>
    </>
  );
}
