import type { Media, Message } from "../../api/types";
import { useTexts } from "../../text/texts";
import css from "../content.module.css";
import { RichText } from "../RichText";
import { openViewer } from "../viewing";
import { Absent, isReady } from "./Absent";
import { boxOf } from "./box";
import { sentFiles } from "./sentFiles";
import { useFreshLinks } from "./useFreshLinks";

export function Picture({
  message,
  media,
  caption,
  link,
  sticker = false,
}: {
  message: Message;
  media: Media;
  caption: string | null;
  link: string | null;
  sticker?: boolean;
}) {
  const t = useTexts();
  const broken = useFreshLinks(message.id);
  const label = sticker ? t.sticker : t.photo;
  const box = sticker ? { width: 144, height: 144 } : boxOf(media);
  // A picture that was just sent from this tab is shown from the tab's own copy, so that it does not blink.
  const local = sentFiles.get(message.id);
  const thumbnail = media.thumbnail_url;
  return (
    <>
      {isReady(media) ? (
        <button
          type="button"
          className={css.picture}
          data-wide="true"
          data-sticker={sticker}
          style={{ inlineSize: box.width, aspectRatio: `${box.width} / ${box.height}` }}
          aria-label={`${t.open}: ${label}`}
          onClick={() => openViewer(message)}
        >
          <img
            src={local ?? thumbnail ?? media.url}
            srcSet={local || !thumbnail ? undefined : `${thumbnail} 1x, ${previewOf(thumbnail)} 2x`}
            width={box.width}
            height={box.height}
            alt={caption ?? label}
            loading="lazy"
            decoding="async"
            onError={broken}
          />
        </button>
      ) : (
        <Absent icon="photo" label={label} media={media} link={link} />
      )}
      {caption && <RichText text={caption} />}
    </>
  );
}

/** The larger one of the two small copies of a picture. */
function previewOf(thumbnail: string): string {
  return thumbnail.replace(/([?&]size=)thumb\b/, "$1preview");
}

export function Video({
  message,
  media,
  caption,
  link,
}: {
  message: Message;
  media: Media;
  caption: string | null;
  link: string | null;
}) {
  const t = useTexts();
  const broken = useFreshLinks(message.id);
  const box = boxOf(media);
  const local = sentFiles.get(message.id);
  return (
    <>
      {isReady(media) ? (
        // biome-ignore lint/a11y/useMediaCaption: customers send no captions with their videos
        <video
          className={css.video}
          data-wide="true"
          src={local ?? media.url}
          width={box.width}
          height={box.height}
          style={{ aspectRatio: `${box.width} / ${box.height}` }}
          controls
          preload="metadata"
          aria-label={t.video}
          onError={broken}
        />
      ) : (
        <Absent icon="video" label={t.video} media={media} link={link} />
      )}
      {caption && <RichText text={caption} />}
    </>
  );
}
