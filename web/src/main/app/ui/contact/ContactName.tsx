import { useState } from "react";
import { type ApiError, change } from "../../api/http";
import type { Chat, Contact } from "../../api/types";
import { usePageTexts } from "../../text/texts";
import common from "../common.module.css";
import { useClient } from "../context";
import css from "../details.module.css";
import { Icon } from "../Icon";
import pages from "../pages.module.css";
import { toast } from "../Toasts";

/** The name of a contact, which can be changed. */
export function ContactName({ chat, name, editable }: { chat: Chat; name: string; editable: boolean }) {
  const client = useClient();
  const t = usePageTexts();
  const [text, setText] = useState<string | null>(null);
  if (text === null) {
    return (
      <p className={css.bigName}>
        <bdi>{name}</bdi>
        {editable && (
          <button
            type="button"
            className={common.iconButton}
            aria-label={t.rename}
            title={t.rename}
            onClick={() => setText(chat.name)}
          >
            <Icon name="pencil" size={18} />
          </button>
        )}
      </p>
    );
  }
  const save = async (): Promise<void> => {
    try {
      const contact = await change<Contact>("POST", "api/contacts", { wa_id: chat.wa_id, name: text });
      client.tell({ kind: "contact", contact });
      setText(null);
    } catch (failure) {
      toast((failure as ApiError).message);
    }
  };
  return (
    <form
      className={pages.inlineForm}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <input
        aria-label={t.name}
        dir="auto"
        value={text}
        // biome-ignore lint/a11y/noAutofocus: the field replaces the button that was pressed
        autoFocus
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") {
            event.stopPropagation();
            setText(null);
          }
        }}
      />
      <button type="submit" className={common.primary} disabled={text.trim() === ""}>
        {t.save}
      </button>
    </form>
  );
}
