import { useCallback, useEffect, useState } from "react";
import type { Message } from "../api/types";
import { plainName } from "../lib/hostile";
import { shortTime } from "../lib/time";
import { useLanguage, usePageTexts } from "../text/texts";
import { authorOf } from "./Bubble";
import common from "./common.module.css";
import { mediaOf, str } from "./contents";
import { useView } from "./context";
import { Dialog } from "./Dialog";
import { Icon } from "./Icon";
import css from "./viewer.module.css";

interface Shown {
  waId: string;
  id: string;
}

const NONE: readonly Message[] = [];

/** A picture in full size; arrows go to the other pictures of the chat. */
export function Viewer({ shown, onClose }: { shown: Shown; onClose: () => void }) {
  const t = usePageTexts();
  const language = useLanguage();
  const items = useView((view) => view.data.conversations.get(shown.waId)?.items ?? NONE);
  const [id, setId] = useState(shown.id);
  const [actual, setActual] = useState(false);
  const pictures = items.filter(
    (message) =>
      (message.content?.type === "image" || message.content?.type === "sticker") &&
      mediaOf(message.content).url !== undefined,
  );
  const at = pictures.findIndex((message) => message.id === id);
  const message = pictures[at];
  const step = useCallback(
    (by: 1 | -1): void => {
      const next = pictures[at + by];
      if (!next) return;
      setId(next.id);
      setActual(false);
    },
    [pictures, at],
  );

  useEffect(() => {
    const keys = (event: KeyboardEvent): void => {
      const forward = document.documentElement.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
      if (event.key === "ArrowLeft" || event.key === "ArrowRight") step(event.key === forward ? 1 : -1);
    };
    // A dialog stops its key events before they reach the window, so this listener captures them.
    addEventListener("keydown", keys, true);
    return () => removeEventListener("keydown", keys, true);
  }, [step]);

  if (!message?.content) return null;
  const media = mediaOf(message.content);
  const caption = str(message.content.caption);
  const title = `${authorOf(t, message)} · ${shortTime(language, message.timestamp)}`;
  return (
    <Dialog title={title} size="full" onClose={onClose}>
      <div className={css.viewer} data-actual={actual}>
        <button
          type="button"
          className={css.viewerPicture}
          aria-label={actual ? t.fitPicture : t.actualSize}
          aria-pressed={actual}
          onClick={() => setActual(!actual)}
        >
          <img src={media.url} alt={caption ?? t.photo} />
        </button>
      </div>
      <footer className={css.viewerFoot}>
        <button
          type="button"
          className={common.iconButton}
          aria-label={t.previousPicture}
          title={t.previousPicture}
          aria-disabled={at <= 0}
          onClick={() => step(-1)}
        >
          <Icon name="back" />
        </button>
        <span role="status">
          {caption && <span dir="auto">{plainName(caption)}</span>}
          <small>{t.pictureOf(at + 1, pictures.length)}</small>
        </span>
        <a className={common.button} href={media.url} download={media.name ?? `${message.id}.jpg`} rel="noopener">
          {t.download}
        </a>
        <button
          type="button"
          className={common.iconButton}
          aria-label={t.nextPicture}
          title={t.nextPicture}
          aria-disabled={at >= pictures.length - 1}
          onClick={() => step(1)}
        >
          <Icon name="forward" />
        </button>
      </footer>
    </Dialog>
  );
}
