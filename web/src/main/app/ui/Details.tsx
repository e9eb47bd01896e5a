import { Suspense, useEffect, useRef, useState } from "react";
import { type ApiError, change } from "../api/http";
import type { Chat } from "../api/types";
import { phoneText, plainName } from "../lib/hostile";
import { shortTime } from "../lib/time";
import { useLanguage, usePageTexts } from "../text/texts";
import { Avatar } from "./Avatar";
import { Confirm } from "./Confirm";
import { displayName } from "./chats";
import common from "./common.module.css";
import { ContactName } from "./contact/ContactName";
import { Files } from "./contact/Files";
import { Notes } from "./contact/Notes";
import { useClient, useNow, useView } from "./context";
import css from "./details.module.css";
import { Icon } from "./Icon";
import { LabelChip } from "./LabelMark";
import { LabelsDialog } from "./lazy";
import pages from "./pages.module.css";
import { toast } from "./Toasts";
import { labelsOf } from "./team";

const COVERING = "(max-width: 1023px)";

/** The details of the contact of a chat. */
export function Details({ waId, onClose }: { waId: string; onClose: () => void }) {
  const t = usePageTexts();
  const chat = useView((view) => view.data.chats.get(waId)?.chat);
  const panel = useRef<HTMLElement>(null);
  // If the details cover the chat, or were opened from its header, they take the focus, so that keys act on them.
  useEffect(() => {
    if (matchMedia(COVERING).matches || document.activeElement?.closest("main > * > header"))
      panel.current?.querySelector("button")?.focus();
  }, []);
  return (
    <aside
      ref={panel}
      className={css.details}
      aria-label={t.contact}
      data-part="details"
      onKeyDown={(event) => {
        if (event.key === "Escape") onClose();
      }}
    >
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
  const t = usePageTexts();
  const language = useLanguage();
  const now = useNow(30_000);
  const name = displayName(chat);
  const number = chat.phone ?? (/^\d+$/.test(chat.wa_id.replace(/@.*/, "")) ? chat.wa_id.replace(/@.*/, "") : null);
  const expires = chat.window_expires_at;
  const open = expires !== null && Date.parse(expires) > now;
  return (
    <div className={css.about}>
      <Avatar id={chat.wa_id} name={name} size={80} />
      <ContactName key={chat.wa_id} chat={chat} name={name} editable={client.mayWrite} />
      <dl className={pages.facts}>
        {number && (
          <div>
            <dt>{t.number}</dt>
            <dd dir="ltr">{phoneText(number)}</dd>
          </div>
        )}
        <div>
          <dt>{t.whatsappId}</dt>
          <dd dir="ltr">{chat.wa_id}</dd>
        </div>
        {chat.last_seen && (
          <div>
            <dt>{t.lastMessage}</dt>
            <dd>{shortTime(language, chat.last_seen)}</dd>
          </div>
        )}
        <div>
          <dt>{t.answerWindow}</dt>
          <dd>
            {open ? t.windowOpen : t.windowClosed}
            {expires && <small>{open ? t.until(shortTime(language, expires)) : shortTime(language, expires)}</small>}
          </dd>
        </div>
      </dl>
      <Team chat={chat} />
      <Notes waId={chat.wa_id} />
      <Files waId={chat.wa_id} />
      <Erase chat={chat} name={name} />
    </div>
  );
}

/** The assignee, the labels and the state of a chat. */
function Team({ chat }: { chat: Chat }) {
  const client = useClient();
  const t = usePageTexts();
  const language = useLanguage();
  const labels = useView((view) => view.labels);
  const assignee = useView((view) => view.colleagues.find((person) => person.id === chat.assignee));
  const [editing, setEditing] = useState(false);
  if (chat.state === undefined) return null;
  const own = labelsOf(chat, labels);
  const sleeps = chat.state === "snoozed" && chat.snoozed_until;
  return (
    <section className={css.team}>
      <h3>{t.team}</h3>
      <p className={css.chips}>
        <span>{sleeps ? t.snoozedUntil(shortTime(language, sleeps)) : t.states[chat.state]}</span>
        <span>· {assignee ? t.assignedTo(plainName(assignee.name)) : t.assignedToNobody}</span>
        {chat.team && (
          <span>
            · <bdi>{t.teamOf(chat.team)}</bdi>
          </span>
        )}
      </p>
      <p className={css.chips}>
        {own.map((label) => (
          <LabelChip key={label.id} label={label} />
        ))}
        {client.mayWrite && (
          <button type="button" className={common.quiet} onClick={() => setEditing(true)}>
            {t.labels}
          </button>
        )}
      </p>
      <Suspense>{editing && <LabelsDialog waId={chat.wa_id} onClose={() => setEditing(false)} />}</Suspense>
    </section>
  );
}

/** Lets owners erase everything that is kept of a person. The chat disappears when the server reports it. */
function Erase({ chat, name }: { chat: Chat; name: string }) {
  const client = useClient();
  const t = usePageTexts();
  const [asking, setAsking] = useState(false);
  if (client.user !== null && client.user.role !== "owner") return null;
  return (
    <>
      <button type="button" className={common.danger} onClick={() => setAsking(true)}>
        {t.erase}
      </button>
      {asking && (
        <Confirm
          title={t.eraseAsk(name)}
          hint={t.eraseHint}
          label={t.erase}
          onClose={() => setAsking(false)}
          onConfirm={() =>
            void change("DELETE", `api/contacts/${encodeURIComponent(chat.wa_id)}`).catch((failure: ApiError) =>
              toast(failure.message),
            )
          }
        />
      )}
    </>
  );
}
