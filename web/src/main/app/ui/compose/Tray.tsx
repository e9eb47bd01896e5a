import { plainName } from "../../lib/hostile";
import { useLanguage, usePageTexts } from "../../text/texts";
import common from "../common.module.css";
import { fileSize } from "../contents";
import { Icon } from "../Icon";
import css from "./compose.module.css";
import type { Attachment } from "./files";

/** The files that are sent with the next message. */
export function Tray({ files, onRemove }: { files: readonly Attachment[]; onRemove: (file: Attachment) => void }) {
  const t = usePageTexts();
  const language = useLanguage();
  return (
    <ul role="list" className={css.tray} aria-label={t.attachments}>
      {files.map((file) => {
        const name = file.voice ? t.voice : plainName(file.name);
        return (
          <li key={file.id} data-over={file.over !== null}>
            {file.kind === "image" ? (
              <img src={file.url} alt="" />
            ) : (
              <span className={css.trayIcon}>
                <Icon name={file.kind === "video" ? "video" : file.kind === "audio" ? "mic" : "file"} size={22} />
              </span>
            )}
            <span>
              <bdi>{name}</bdi>
              <small>
                {file.over !== null
                  ? t.fileTooLarge(fileSize(language, file.over))
                  : fileSize(language, file.blob.size)}
              </small>
            </span>
            <button
              type="button"
              className={common.iconButton}
              aria-label={`${t.remove}: ${name}`}
              title={t.remove}
              onClick={() => onRemove(file)}
            >
              <Icon name="close" size={18} />
            </button>
          </li>
        );
      })}
    </ul>
  );
}
