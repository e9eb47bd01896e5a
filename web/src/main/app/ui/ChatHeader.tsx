import type { Chat } from "../api/types";
import { plainName } from "../lib/hostile";
import { number } from "../lib/numbers";
import { ago, duration } from "../lib/time";
import { useLanguage, useTexts } from "../text/texts";
import { Avatar } from "./Avatar";
import { ChatControls } from "./ChatControls";
import css from "./chat.module.css";
import { displayName, WARN_MS } from "./chats";
import { useClient, useNow, useView } from "./context";
import { Icon } from "./Icon";

/** The header of a chat: the customer, the viewers, the time left for free-form answers, and the team's controls. */
export function ChatHeader({
  chat,
  detailsOpen,
  onDetails,
  onBack,
}: {
  chat: Chat;
  detailsOpen: boolean;
  onDetails: () => void;
  onBack: () => void;
}) {
  const t = useTexts();
  const name = displayName(chat);
  return (
    <header className={css.head}>
      <button type="button" className={css.backButton} aria-label={t.back} title={t.back} onClick={onBack}>
        <Icon name="back" />
      </button>
      <button
        type="button"
        className={css.who}
        data-opens="details"
        aria-expanded={detailsOpen}
        onClick={onDetails}
        title={t.contact}
      >
        <Avatar id={chat.wa_id} name={name} size={40} />
        <span>
          <h2 dir="auto">{name}</h2>
          <Presence chat={chat} />
        </span>
      </button>
      <WindowChip chat={chat} />
      <Viewers waId={chat.wa_id} />
      <ChatControls chat={chat} onContact={onDetails} />
    </header>
  );
}

function Presence({ chat }: { chat: Chat }) {
  const t = useTexts();
  const language = useLanguage();
  const typing = useView((view) => (view.typing?.waId === chat.wa_id ? view.typing.name : null));
  const now = useNow(30_000);
  if (typing) {
    return (
      <span className={css.presence} data-typing="true">
        {t.typing(typing)}
        <i aria-hidden="true" />
      </span>
    );
  }
  const text = chat.is_online ? t.online : chat.last_seen ? t.lastSeen(ago(language, chat.last_seen, now)) : "";
  return <span className={css.presence}>{text}</span>;
}

const MOST_FACES = 3;

/** The other users who look at the chat. */
function Viewers({ waId }: { waId: string }) {
  const client = useClient();
  const t = useTexts();
  const language = useLanguage();
  const viewers = useView((view) => (view.viewers.waId === waId ? view.viewers.people : null));
  const others = (viewers ?? []).filter((person) => person.id !== client.user?.id && person.name !== "");
  if (others.length === 0) return null;
  const names = t.alsoHere(others.map((person) => plainName(person.name)).join(", "));
  return (
    <span className={css.faces} role="img" aria-label={names} title={names}>
      {others.slice(0, MOST_FACES).map((person) => (
        <Avatar key={person.id} id={person.id} name={person.name} size={28} />
      ))}
      {others.length > MOST_FACES && <small>+{number(language, others.length - MOST_FACES)}</small>}
    </span>
  );
}

/** Shows the remaining time for free-form answers, if it is short. */
function WindowChip({ chat }: { chat: Chat }) {
  const t = useTexts();
  const language = useLanguage();
  const now = useNow(30_000);
  if (!chat.window_expires_at) return null;
  const left = Date.parse(chat.window_expires_at) - now;
  if (left > WARN_MS) return null;
  return (
    <span className={css.chip} data-closed={left <= 0}>
      <Icon name="clock" size={16} />
      <span>{left <= 0 ? t.windowClosed : t.windowLeft(duration(language, left))}</span>
    </span>
  );
}
