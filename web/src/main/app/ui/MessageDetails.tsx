import type { Message } from "../api/types";
import { fullTime } from "../lib/time";
import { useLanguage, usePageTexts } from "../text/texts";
import { authorOf } from "./Bubble";
import common from "./common.module.css";
import { Dialog } from "./Dialog";
import css from "./pages.module.css";

/** Everything that is known of a message: the time of each status, and the reason of a failure. */
export function MessageDetails({
  message,
  onClose,
  onOpen,
}: {
  message: Message;
  onClose: () => void;
  onOpen: (id: string) => void;
}) {
  const t = usePageTexts();
  const language = useLanguage();
  const rows: [string, string][] = [
    [t.sentBy, authorOf(t, message)],
    [t.time, fullTime(language, message.timestamp)],
    [t.kind, message.message_type],
  ];
  if (message.type === "outgoing") {
    for (const name of ["sent", "delivered", "read", "played", "failed"] as const) {
      const time = message.status_times[name];
      if (time) rows.push([t.status[name], fullTime(language, time)]);
    }
  }
  for (const { by, delivery, status_times } of message.receipts ?? []) {
    const time = status_times[delivery];
    rows.push([`${t.status[delivery]}: ${by}`, time ? fullTime(language, time) : ""]);
  }
  if (message.error) {
    const { code, title, detail, advice } = message.error;
    rows.push([t.reason, `${title} (${code})${detail ? `. ${detail}` : ""}`]);
    if (advice) rows.push([t.advice, advice]);
  }
  rows.push([t.messageId, message.id]);
  if (message.meta_msg_id !== message.id) rows.push([t.whatsappId, message.meta_msg_id]);
  return (
    <Dialog title={t.messageDetails} onClose={onClose}>
      <dl className={css.facts}>
        {rows.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd dir="auto">{value}</dd>
          </div>
        ))}
      </dl>
      {message.reply_to && (
        <button
          type="button"
          className={common.button}
          onClick={() => {
            onClose();
            onOpen(message.reply_to as string);
          }}
        >
          {t.goToAnswered}
        </button>
      )}
    </Dialog>
  );
}
