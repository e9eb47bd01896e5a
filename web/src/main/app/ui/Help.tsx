import { usePageTexts } from "../text/texts";
import { Dialog } from "./Dialog";
import { SHORTCUTS } from "./keys";
import css from "./palette.module.css";

const GROUPS = ["keysEverywhere", "keysInList", "keysInMessages"] as const;

/** The overview of all keys, from the table in `keys.ts`. */
export function Help({ onClose }: { onClose: () => void }) {
  const t = usePageTexts();
  return (
    <Dialog title={t.keyboard} onClose={onClose}>
      {GROUPS.map((group) => (
        <section key={group} className={css.keys}>
          <h3>{t[group]}</h3>
          <dl>
            {SHORTCUTS.filter((shortcut) => shortcut.where === group).map((shortcut) => (
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
