import { useState } from "react";
import { plainName } from "../../lib/hostile";
import type { Outgoing, OutgoingFile } from "../../state/database";
import { useLanguage, usePageTexts } from "../../text/texts";
import compose from "../compose/compose.module.css";
import css from "../content.module.css";
import { fileSize, str } from "../contents";
import { useClient, useView } from "../context";
import { Icon } from "../Icon";
import { RichText } from "../RichText";
import { AudioPlayer } from "./AudioPlayer";
import { boxOf } from "./box";
import { urlOfSent } from "./sentFiles";

/** A file that is being uploaded, as it will look later, with its progress. */
export function WaitingFile({ message, file }: { message: Outgoing; file: OutgoingFile }) {
  const client = useClient();
  const t = usePageTexts();
  const language = useLanguage();
  const share = useView((view) => view.uploads.get(message.id));
  const [url] = useState(() => urlOfSent(message.id, file.blob));
  const kind = message.content?.type;
  const box = boxOf(file.width && file.height ? { width: file.width, height: file.height } : {});
  const style = { inlineSize: box.width, aspectRatio: `${box.width} / ${box.height}` };
  const caption = str(message.content?.caption);
  const uploading = message.state === "waiting" && file.media === null;
  return (
    <>
      {kind === "image" ? (
        <span className={css.picture} data-wide="true" style={style}>
          <img src={url} width={box.width} height={box.height} alt={caption ?? t.photo} />
        </span>
      ) : kind === "video" ? (
        <span className={css.picture} data-wide="true" style={style} data-video="true">
          <Icon name="video" size={32} />
        </span>
      ) : kind === "audio" ? (
        <AudioPlayer media={{ url }} voice={message.content?.voice === true} link={null} />
      ) : (
        <span className={css.file}>
          <span className={css.fileIcon}>
            <Icon name="file" size={22} />
          </span>
          <span className={css.fileText}>
            <bdi>{plainName(file.name)}</bdi>
            <small>{fileSize(language, file.blob.size)}</small>
          </span>
        </span>
      )}
      {caption && <RichText text={caption} />}
      {uploading && (
        <span className={compose.uploading}>
          <progress aria-label={t.uploading} max="1" value={share ?? 0} />
          <button type="button" onClick={() => void client.discard(message.id)}>
            {t.cancel}
          </button>
        </span>
      )}
    </>
  );
}
