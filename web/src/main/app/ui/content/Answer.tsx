import css from "../content.module.css";
import { Icon, type IconName } from "../Icon";
import { RichText } from "../RichText";

/** A text with a sign of how it came about. */
export function Answer({ icon, text }: { icon: IconName; text: string }) {
  return (
    <span className={css.answer}>
      <Icon name={icon} size={18} />
      <RichText text={text} />
    </span>
  );
}
