import type { Content } from "../../api/types";
import { plainName } from "../../lib/hostile";
import { useLanguage, useTexts } from "../../text/texts";
import css from "../content.module.css";
import { fileSize, mediaOf, str } from "../contents";
import { Icon } from "../Icon";
import { RichText } from "../RichText";

/** A file to be downloaded. */
export function Document({ content }: { content: Content }) {
  const t = useTexts();
  const language = useLanguage();
  const media = mediaOf(content);
  const caption = str(content.caption);
  const name = str(content.filename) ?? media.name ?? t.document;
  const ending = /\.([A-Za-z0-9]{1,5})$/.exec(name)?.[1] ?? media.mime_type?.split("/").pop();
  const state =
    media.status === "gone"
      ? t.mediaGone
      : media.status === "waiting"
        ? t.mediaWaiting
        : media.url
          ? null
          : t.mediaElsewhere;
  const facts = [media.size ? fileSize(language, media.size) : null, ending?.toUpperCase(), state];
  const inside = (
    <>
      <span className={css.fileIcon}>
        <Icon name="file" size={22} />
      </span>
      <span className={css.fileText}>
        <bdi>{plainName(name)}</bdi>
        <small>{facts.filter(Boolean).join(" · ")}</small>
      </span>
    </>
  );
  return (
    <>
      {media.url ? (
        <a className={css.file} href={media.url} download={plainName(name)} target="_blank" rel="noopener">
          {inside}
        </a>
      ) : (
        <span className={css.file}>{inside}</span>
      )}
      {caption && <RichText text={caption} />}
    </>
  );
}
