import { usePageTexts } from "../text/texts";
import { useClient } from "./context";
import { Dialog } from "./Dialog";
import { SHORTCUTS } from "./keys";
import css from "./palette.module.css";

const GROUPS = ["keysEverywhere", "keysInList", "keysInMessages"] as const;

/** The overview of all keys, from the table in `keys.ts`. */
export function Help({ onClose }: { onClose: () => void }) {
  const t = usePageTexts();
  const client = useClient();
  // Without accounts nothing can be assigned.
  const keys = SHORTCUTS.filter(({ does }) => does !== "keyAssign" || client.user);
  return (
    <Dialog title={t.keyboard} onClose={onClose}>
      {GROUPS.map((group) => (
        <section key={group} className={css.keys}>
          <h3>{t[group]}</h3>
          <dl>
            {keys
              .filter((shortcut) => shortcut.where === group)
              .map((shortcut) => (
                <div key={shortcut.keys}>
                  <dt>
                    {shortcut.keys.split(" ").map((key) => (
                      <kbd key={key}>{key}</kbd>
                    ))}
                  </dt>
                  <dd>{String(t[shortcut.does])}</dd>
                </div>
              ))}
          </dl>
        </section>
      ))}
    </Dialog>
  );
}
