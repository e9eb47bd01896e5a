import type { Media } from "../../api/types";
import { useTexts } from "../../text/texts";
import css from "../content.module.css";
import { Icon, type IconName } from "../Icon";

/** The replacement for a file that cannot be shown. */
export function Absent({
  icon,
  label,
  media,
  link,
}: {
  icon: IconName;
  label: string;
  media: Media;
  link: string | null;
}) {
  const t = useTexts();
  const state =
    media.status === "gone"
      ? t.mediaGone
      : media.status === "waiting"
        ? t.mediaWaiting
        : link
          ? null
          : t.mediaElsewhere;
  return (
    <span className={css.file} data-state={media.status}>
      <span className={css.fileIcon}>
        <Icon name={icon} size={22} />
      </span>
      <span className={css.fileText}>
        <span>{label}</span>
        {state && <small title={media.reason}>{state}</small>}
        {link && /^https?:/i.test(link) && (
          <a href={link} target="_blank" rel="noopener noreferrer nofollow">
            {t.open}
          </a>
        )}
      </span>
    </span>
  );
}

/** Whether there are bytes to show. */
export function isReady(media: Media): media is Media & { url: string } {
  return media.url !== undefined && media.status !== "waiting" && media.status !== "gone";
}
