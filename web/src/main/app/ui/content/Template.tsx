import type { Content, Message } from "../../api/types";
import { useTexts } from "../../text/texts";
import css from "../bubble.module.css";
import { str } from "../contents";
import { Icon } from "../Icon";
import { RichText } from "../RichText";

/** A template that was sent. */
export function Template({ message, content }: { message: Message; content: Content }) {
  const t = useTexts();
  return (
    <>
      <span className={css.kind}>
        <Icon name="template" size={14} /> {t.templateMessage} <bdi>{str(content.name) ?? ""}</bdi>
      </span>
      <RichText text={message.text} />
    </>
  );
}
