import css from "../content.module.css";
import { Icon, type IconName } from "../Icon";
import { RichText } from "../RichText";

/** A text with an icon for its kind: a customer's choice, or a call. */
export function Answer({ icon, text }: { icon: IconName; text: string }) {
  return (
    <span className={css.answer}>
      <Icon name={icon} size={18} />
      <RichText text={text} />
    </span>
  );
}
