import { useEffect } from "react";
import { shortTime } from "../../lib/time";
import { useLanguage, usePageTexts } from "../../text/texts";
import common from "../common.module.css";
import { focusBox } from "../focus";
import { Icon } from "../Icon";

/** Replaces the message box while WhatsApp accepts only templates, and says why. */
export function WindowClosed({
  since,
  onTemplate,
  onFreely,
  onNote,
}: {
  /** The time at which the customer's 24 hours ended; null: they never began. */
  since: string | null;
  onTemplate: () => void;
  onFreely: () => void;
  onNote: () => void;
}) {
  const t = usePageTexts();
  const language = useLanguage();
  // The message box may have had the focus.
  useEffect(() => {
    if (document.activeElement === document.body) focusBox();
  }, []);
  return (
    <>
      <Icon name="clock" />
      <p>
        <strong>{since ? t.windowClosedReason : t.neverWroteReason}</strong>
        {since && <small>{shortTime(language, since)}</small>}
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
    </>
  );
}
