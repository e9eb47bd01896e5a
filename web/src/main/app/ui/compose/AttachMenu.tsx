import { useRef } from "react";
import { useTexts } from "../../text/texts";
import { Menu, type MenuItem } from "../Menu";

/** The menu for files, emoji, templates and notes. */
export function AttachMenu({
  onFiles,
  onEmoji,
  onTemplate,
  onNote,
}: {
  onFiles: (files: readonly File[]) => void;
  onEmoji: () => void;
  onTemplate: () => void;
  onNote: () => void;
}) {
  const t = useTexts();
  const pictures = useRef<HTMLInputElement>(null);
  const documents = useRef<HTMLInputElement>(null);
  const items: MenuItem[] = [
    { label: t.attachPicture, icon: "photo", act: () => pictures.current?.click() },
    { label: t.attachDocument, icon: "file", act: () => documents.current?.click() },
    { label: t.emoji, icon: "smile", act: onEmoji },
    { label: t.template, icon: "template", act: onTemplate },
    { label: t.note, icon: "note", act: onNote },
  ];
  const chosen = (input: HTMLInputElement): void => {
    onFiles([...(input.files ?? [])]);
    input.value = "";
  };
  return (
    <>
      <input
        ref={pictures}
        type="file"
        hidden
        multiple
        accept="image/*,video/mp4,video/3gpp"
        aria-label={t.attachPicture}
        data-files="pictures"
        onChange={(event) => chosen(event.target)}
      />
      <input
        ref={documents}
        type="file"
        hidden
        multiple
        aria-label={t.attachDocument}
        data-files="documents"
        onChange={(event) => chosen(event.target)}
      />
      <Menu label={t.attach} items={items} icon="clip" />
    </>
  );
}
