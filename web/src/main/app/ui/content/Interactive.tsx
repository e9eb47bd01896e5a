import type { Content, Message } from "../../api/types";
import { usePageTexts } from "../../text/texts";
import css from "../cards.module.css";
import { list, obj, str, textOf } from "../contents";
import { RichText } from "../RichText";
import { Answer } from "./Answer";

/** A message with buttons or a list, or the customer's choice from one. */
export function Interactive({ message, content }: { message: Message; content: Content }) {
  const kind = str(content.kind);
  if (kind === "list_reply" || kind === "button_reply") {
    const description = str(content.description);
    return <Answer icon="reply" text={[str(content.title) ?? message.text, description].filter(Boolean).join("\n")} />;
  }
  const header = textOf(content.header);
  const body = textOf(content.body) ?? message.text;
  const footer = textOf(content.footer);
  const action = obj(content.action);
  const buttons = list(action.buttons).map((button) => str(obj(button.reply).title) ?? str(button.title));
  const rows = list(action.sections).flatMap((section) => list(section.rows).map((row) => str(row.title)));
  const labels = [...buttons, str(action.button), ...rows, str(obj(action.parameters).display_text)];
  return (
    <Parts header={header} body={body} footer={footer} labels={labels.filter((it): it is string => it !== null)} />
  );
}

function Parts({
  header,
  body,
  footer,
  labels,
}: {
  header: string | null;
  body: string;
  footer: string | null;
  labels: string[];
}) {
  const t = usePageTexts();
  return (
    <>
      {header && (
        <strong className={css.partHeader} dir="auto">
          {header}
        </strong>
      )}
      <RichText text={body} />
      {footer && (
        <small className={css.partFooter} dir="auto">
          {footer}
        </small>
      )}
      {labels.length > 0 && (
        <ul className={css.buttons} aria-label={t.buttons}>
          {[...new Set(labels)].slice(0, 10).map((label) => (
            <li key={label} dir="auto">
              {label}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
