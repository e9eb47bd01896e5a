import type { Written } from "../../state/outbox";
import type { Texts } from "../../text/texts";
import type { Attachment } from "./files";

/** The properties that all messages sent together have in common. */
interface Sending {
  waId: string;
  /** The message that the first of them answers. */
  replyTo: string | null;
  expectSeq: number | null;
}

/**
 * The messages to send for chosen files: one for each file. The first file that can have a caption gets it; if no file
 * can, the caption becomes a separate message.
 */
export function filesToMessages(t: Texts, files: readonly Attachment[], caption: string, sending: Sending): Written[] {
  const { waId, replyTo, expectSeq } = sending;
  let left = caption;
  const written = files.map((file, index): Written => {
    const own = file.kind === "audio" ? "" : left;
    if (own !== "") left = "";
    const label = { image: t.photo, video: t.video, audio: file.voice ? t.voice : t.audio, document: t.document };
    return {
      waId,
      text: own === "" ? label[file.kind] : `${label[file.kind]}: ${own}`,
      content: {
        type: file.kind,
        ...(own === "" ? {} : { caption: own }),
        ...(file.voice ? { voice: true } : {}),
        ...(file.kind === "document" ? { filename: file.name } : {}),
      },
      file: {
        blob: file.blob,
        name: file.name,
        media: null,
        ...(file.width && file.height ? { width: file.width, height: file.height } : {}),
      },
      replyTo: index === 0 ? replyTo : null,
      expectSeq,
    };
  });
  return left === "" ? written : [...written, { waId, text: left, expectSeq }];
}
