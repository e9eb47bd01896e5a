import common from "../common.module.css";
import css from "../composer.module.css";
import { Icon, type IconName } from "../Icon";

/** A line above the message box, for something that is sent with the next message unless the user removes it. */
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
  /** The name of the remove button. */
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
