import { useState } from "react";
import type { Message } from "../../api/types";
import { usePageTexts } from "../../text/texts";
import css from "../cards.module.css";
import content from "../content.module.css";
import { RichText } from "../RichText";

/** A message of a kind that this client does not know: shows its text, and its raw data on demand. */
export function Unknown({ message }: { message: Message }) {
  const t = usePageTexts();
  const [raw, setRaw] = useState(false);
  return (
    <span className={css.unknown}>
      <RichText text={message.text} />
      <button type="button" className={content.foldButton} aria-expanded={raw} onClick={() => setRaw(!raw)}>
        {raw ? t.hideRaw : t.showRaw}
      </button>
      {raw && <pre dir="ltr">{JSON.stringify(message.content, null, 2).slice(0, 4_000)}</pre>}
    </span>
  );
}
