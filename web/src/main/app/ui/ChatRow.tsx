import { memo, useMemo } from "react";
import { calm, plainName } from "../lib/hostile";
import { badge } from "../lib/numbers";
import { duration, listTime } from "../lib/time";
import type { ChatEntry } from "../state/model";
import { useLanguage, useTexts } from "../text/texts";
import { Avatar } from "./Avatar";
import { displayName, WARN_MS } from "./chats";
import common from "./common.module.css";
import { useView } from "./context";
import { Icon, type IconName } from "./Icon";
import { LabelDot } from "./LabelMark";
import css from "./list.module.css";
import { Ticks } from "./Ticks";
import { labelsOf } from "./team";

const MOST_DOTS = 3;
const HOUR_MS = 3_600_000;

interface ChatRowProps {
  entry: ChatEntry;
  selected: boolean;
  tabbable: boolean;
  draft: string;
  failed: boolean;
  waiting: string | null;
  now: number;
  compact: boolean;
  onFocus: (waId: string) => void;
  onOpen: (waId: string) => void;
}

/** A chat in the list. */
export const ChatRow = memo(function ChatRow({
  entry,
  selected,
  tabbable,
  draft,
  failed,
  waiting,
  now,
  compact,
  onFocus,
  onOpen,
}: ChatRowProps) {
  const t = useTexts();
  const language = useLanguage();
  const { chat, unread } = entry;
  const labels = useView((view) => view.labels);
  const assignee = useView((view) => view.colleagues.find((person) => person.id === chat.assignee));
  const marks = useMemo(() => labelsOf(chat, labels), [chat, labels]);
  const last = chat.lastMessage;
  const name = displayName(chat);
  const own = last?.type === "outgoing";
  const time = last ? listTime(language, t, last.timestamp, now) : "";
  const left = chat.window_expires_at && chat.state !== "done" ? Date.parse(chat.window_expires_at) - now : 0;
  const preview = waiting ?? last?.text ?? "";
  return (
    <button
      type="button"
      className={css.row}
      data-chat={chat.wa_id}
      data-selected={selected}
      data-unread={unread > 0}
      data-compact={compact}
      aria-current={selected ? "true" : undefined}
      tabIndex={tabbable ? 0 : -1}
      onFocus={() => onFocus(chat.wa_id)}
      onClick={() => onOpen(chat.wa_id)}
    >
      <span className={css.face}>
        <Avatar id={chat.wa_id} name={name} size={compact ? 36 : 44} />
        {chat.is_online && <span className={css.dot} title={t.online} />}
      </span>
      <span className={css.rowText}>
        <span className={css.rowHead}>
          <span className={css.rowName} dir="auto">
            {name}
          </span>
          {chat.pinned && <Mark icon="pushpin" label={t.pinned} />}
          {chat.muted && <Mark icon="mute" label={t.muted} />}
          {chat.state === "snoozed" && <Mark icon="clock" label={t.states.snoozed} />}
          {chat.state === "done" && <Mark icon="done" label={t.states.done} />}
          <time dateTime={last?.timestamp}>{time}</time>
        </span>
        <span className={css.rowFoot}>
          <span className={css.preview}>
            {draft !== "" ? (
              <>
                <em>{t.draft}</em> <span dir="auto">{calm(draft.slice(0, 120))}</span>
              </>
            ) : (
              <>
                {waiting !== null ? (
                  <Ticks state={failed ? "failed" : "waiting"} />
                ) : (
                  own && last && last.message_type !== "note" && <Ticks state={last.delivery} />
                )}
                <span dir="auto">{calm(preview.slice(0, 120).replace(/\s+/g, " "))}</span>
              </>
            )}
          </span>
          {left > 0 && left <= WARN_MS && (
            <span className={css.left} title={t.windowLeft(duration(language, left))}>
              <span aria-hidden="true">{duration(language, left > HOUR_MS ? left - (left % HOUR_MS) : left)}</span>
              <span className={common.hidden}>{t.windowLeft(duration(language, left))}</span>
            </span>
          )}
          {marks.length > 0 && (
            <span className={css.dots} title={marks.map((label) => label.name).join(", ")}>
              {marks.slice(0, MOST_DOTS).map((label) => (
                <LabelDot key={label.id} label={label} />
              ))}
              <span className={common.hidden}>{marks.map((label) => label.name).join(", ")}</span>
            </span>
          )}
          {assignee && (
            <span className={css.assignee} title={t.assignedTo(plainName(assignee.name))}>
              <Avatar id={assignee.id} name={assignee.name} size={20} />
              <span className={common.hidden}>{t.assignedTo(plainName(assignee.name))}</span>
            </span>
          )}
          {failed && (
            <span className={css.badge} data-failed="true">
              {t.notSent}
            </span>
          )}
          {unread > 0 && (
            <span className={css.badge}>
              <span aria-hidden="true">{badge(language, unread)}</span>
              <span className={common.hidden}>{t.unread(unread)}</span>
            </span>
          )}
        </span>
      </span>
    </button>
  );
});

function Mark({ icon, label }: { icon: IconName; label: string }) {
  return (
    <span className={css.mark} role="img" aria-label={label} title={label}>
      <Icon name={icon} size={15} />
    </span>
  );
}
