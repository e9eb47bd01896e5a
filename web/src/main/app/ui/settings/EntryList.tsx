import { type ReactNode, useState } from "react";
import { type ApiError, change } from "../../api/http";
import { usePageTexts } from "../../text/texts";
import { Confirm } from "../Confirm";
import common from "../common.module.css";
import { Problem } from "../Problem";
import css from "../pages.module.css";
import { toast } from "../Toasts";
import { Group } from "./General";
import type { Loaded } from "./useLoaded";

/** A page of the settings that lists the objects of a path of the API, such as labels. Each can be removed. */
export function EntryList<T extends { id: string }>({
  title,
  hint,
  none,
  aside,
  path,
  entries,
  nameOf,
  editable,
  row,
  question,
  onRemoved,
  children,
}: {
  title: string;
  hint?: string;
  /** The text for an empty list. */
  none?: string;
  /** Shown beside the title. */
  aside?: ReactNode;
  path: string;
  entries: Loaded<T[]>;
  nameOf: (entry: T) => string;
  editable: boolean;
  row: (entry: T) => ReactNode;
  /** The question before an entry is removed. */
  question: (entry: T) => { title: string; hint: string };
  onRemoved: () => void;
  /** Shown below the list. */
  children?: ReactNode;
}) {
  const t = usePageTexts();
  const [removing, setRemoving] = useState<T | null>(null);
  if (entries.error) return <Problem title={title} error={entries.error} onRetry={entries.reload} />;
  return (
    <Group whole title={title} hint={hint} aside={aside}>
      {none && entries.value?.length === 0 && <p className={css.hint}>{none}</p>}
      <ul role="list" className={css.entries}>
        {(entries.value ?? []).map((entry) => (
          <li key={entry.id}>
            {row(entry)}
            {editable && (
              <button
                type="button"
                className={common.button}
                aria-label={`${t.remove}: ${nameOf(entry)}`}
                onClick={() => setRemoving(entry)}
              >
                {t.remove}
              </button>
            )}
          </li>
        ))}
      </ul>
      {children}
      {removing && (
        <Confirm
          {...question(removing)}
          onClose={() => setRemoving(null)}
          onConfirm={() =>
            void change("DELETE", `${path}/${encodeURIComponent(removing.id)}`)
              .then(onRemoved)
              .catch((failure: ApiError) => toast(failure.message))
          }
        />
      )}
    </Group>
  );
}
