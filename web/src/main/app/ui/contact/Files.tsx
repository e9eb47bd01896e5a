import { useMemo } from "react";
import type { Message } from "../../api/types";
import { plainName } from "../../lib/hostile";
import { usePageTexts } from "../../text/texts";
import { mediaOf } from "../contents";
import { useView } from "../context";
import css from "../details.module.css";
import { Icon } from "../Icon";
import { openViewer } from "../viewing";

const MOST_PICTURES = 12;
const MOST_DOCUMENTS = 8;
const NONE: readonly Message[] = [];

/** Pictures and documents of the messages that are loaded, the newest first. */
export function Files({ waId }: { waId: string }) {
  const t = usePageTexts();
  const items = useView((view) => view.data.conversations.get(waId)?.items ?? NONE);
  const files = useMemo(
    () =>
      items
        .toReversed()
        .map((message) => ({
          message,
          type: message.content?.type,
          media: message.content && mediaOf(message.content),
        }))
        .filter((it) => it.media?.url !== undefined),
    [items],
  );
  const pictures = files.filter((it) => it.type === "image").slice(0, MOST_PICTURES);
  const documents = files.filter((it) => it.type === "document").slice(0, MOST_DOCUMENTS);
  if (pictures.length === 0 && documents.length === 0) return null;
  return (
    <section className={css.team}>
      <h3>{t.files}</h3>
      <div className={css.gallery}>
        {pictures.map(({ message, media }) => (
          <button
            key={message.id}
            type="button"
            aria-label={`${t.open}: ${t.photo}`}
            onClick={() => openViewer(message)}
          >
            <img src={media?.thumbnail_url ?? media?.url} alt="" loading="lazy" />
          </button>
        ))}
      </div>
      <ul role="list" className={css.documents}>
        {documents.map(({ message, media }) => (
          <li key={message.id}>
            <a href={media?.url} download={plainName(media?.name ?? t.document)} target="_blank" rel="noopener">
              <Icon name="file" size={18} />
              <bdi>{plainName(media?.name ?? t.document)}</bdi>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
