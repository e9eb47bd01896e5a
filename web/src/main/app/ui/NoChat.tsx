import { usePageTexts } from "../text/texts";
import { useView } from "./context";
import css from "./layout.module.css";
import { Mark } from "./Mark";

/** Stands in place of a chat while none is open. */
export function NoChat() {
  const t = usePageTexts();
  // If there are no chats at all, the list says what to do first.
  const empty = useView((view) => view.listed && view.data.order.length === 0);
  if (empty) {
    return (
      <div className={css.noChat}>
        <Mark size={64} />
      </div>
    );
  }
  return (
    <div className={css.noChat}>
      <Mark size={64} />
      <h2>{t.pickTitle}</h2>
      <dl>
        <div>
          <dt>
            <kbd>Ctrl</kbd> <kbd>K</kbd>
          </dt>
          <dd>{t.keyGoTo}</dd>
        </div>
        <div>
          <dt>
            <kbd>Alt</kbd> <kbd>↓</kbd>
          </dt>
          <dd>{t.keyNext}</dd>
        </div>
        <div>
          <dt>
            <kbd>Ctrl</kbd> <kbd>/</kbd>
          </dt>
          <dd>{t.keyHelp}</dd>
        </div>
      </dl>
    </div>
  );
}
