import { shortTime } from "../../lib/time";
import { useLanguage, useTexts } from "../../text/texts";
import css from "../chat.module.css";
import common from "../common.module.css";
import { Icon } from "../Icon";

/** Stands in place of the message box when WhatsApp takes only templates, and says why. */
export function WindowClosed({
  since,
  onTemplate,
  onFreely,
  onNote,
}: {
  /** When the customer's 24 hours ended. */
  since: string;
  onTemplate: () => void;
  onFreely: () => void;
  onNote: () => void;
}) {
  const t = useTexts();
  const language = useLanguage();
  return (
    <div className={css.composerClosed} data-part="composer">
      <Icon name="clock" />
      <p>
        <strong>{t.windowClosedReason}</strong>
        <small>{shortTime(language, since)}</small>
      </p>
      <button type="button" className={common.primary} onClick={onTemplate}>
        {t.chooseTemplate}
      </button>
      <button type="button" className={common.quiet} onClick={onFreely}>
        {t.sendFreely}
      </button>
      <button type="button" className={common.quiet} onClick={onNote}>
        {t.writeNote}
      </button>
    </div>
  );
}
