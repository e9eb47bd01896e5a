import common from "../common.module.css";
import css from "../composer.module.css";
import { Icon, type IconName } from "../Icon";

/** A line above the message box: something that goes with the next message, until it is taken away. */
export function Above({
  icon,
  title,
  text,
  remove,
  onRemove,
}: {
  icon: IconName;
  title: string;
  text: string;
  /** What the button is called. */
  remove: string;
  onRemove: () => void;
}) {
  return (
    <div className={css.above}>
      <Icon name={icon} size={18} />
      <span>
        <strong>{title}</strong>
        <span dir="auto">{text}</span>
      </span>
      <button type="button" className={common.iconButton} aria-label={remove} title={remove} onClick={onRemove}>
        <Icon name="close" size={18} />
      </button>
    </div>
  );
}
