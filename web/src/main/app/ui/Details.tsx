import { useState } from "react";
import { type ApiError, change } from "../api/http";
import type { Chat, Contact } from "../api/types";
import { phoneText } from "../lib/hostile";
import { shortTime } from "../lib/time";
import { useLanguage, useTexts } from "../text/texts";
import { Avatar } from "./Avatar";
import { displayName } from "./ChatList";
import common from "./common.module.css";
import { useClient, useNow, useView } from "./context";
import { Icon } from "./Icon";
import css from "./pages.module.css";
import { toast } from "./Toasts";

/** Who a chat is with. */
export function Details({ waId, onClose }: { waId: string; onClose: () => void }) {
  const t = useTexts();
  const chat = useView((view) => view.data.chats.get(waId)?.chat);
  return (
    <aside className={css.details} aria-label={t.contact} data-part="details">
      <header className={css.detailsHead}>
        <h2>{t.contact}</h2>
        <button type="button" className={common.iconButton} aria-label={t.close} title={t.close} onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      {chat && <About chat={chat} />}
    </aside>
  );
}

function About({ chat }: { chat: Chat }) {
  const client = useClient();
  const t = useTexts();
  const language = useLanguage();
  const now = useNow(30_000);
  const name = displayName(chat);
  const number = chat.phone ?? (/^\d+$/.test(chat.wa_id.replace(/@.*/, "")) ? chat.wa_id.replace(/@.*/, "") : null);
  const expires = chat.window_expires_at;
  const open = expires !== null && Date.parse(expires) > now;
  return (
    <div className={css.about}>
      <Avatar id={chat.wa_id} name={name} size={80} />
      <Name key={chat.wa_id} chat={chat} name={name} editable={client.mayWrite} />
      <dl className={common.facts}>
        {number && (
          <div>
            <dt>{t.number}</dt>
            <dd dir="ltr">{phoneText(number)}</dd>
          </div>
        )}
        <div>
          <dt>{t.address}</dt>
          <dd dir="ltr">{chat.wa_id}</dd>
        </div>
        {chat.last_seen && (
          <div>
            <dt>{t.firstSeen}</dt>
            <dd>{shortTime(language, chat.last_seen)}</dd>
          </div>
        )}
        <div>
          <dt>{t.answerWindow}</dt>
          <dd>
            {open ? t.windowOpen : t.windowClosed}
            {expires && <small> · {open ? t.until(shortTime(language, expires)) : shortTime(language, expires)}</small>}
          </dd>
        </div>
      </dl>
    </div>
  );
}

function Name({ chat, name, editable }: { chat: Chat; name: string; editable: boolean }) {
  const client = useClient();
  const t = useTexts();
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
      className={css.inlineForm}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <input
        aria-label={t.name}
        dir="auto"
        value={text}
        // biome-ignore lint/a11y/noAutofocus: the field comes in place of the button that was pressed
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
