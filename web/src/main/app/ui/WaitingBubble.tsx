import { memo } from "react";
import { isEmojiOnly } from "../lib/hostile";
import { clock } from "../lib/time";
import type { Outgoing } from "../state/database";
import { useLanguage, useTexts } from "../text/texts";
import { type BubbleActions, isEditable } from "./Bubble";
import css from "./bubble.module.css";
import { OrText } from "./content/OrText";
import { Failed } from "./Failed";
import { WaitingFile } from "./lazy";
import { Quote } from "./Quote";
import { RichText } from "./RichText";
import { keyOf } from "./shortcuts";
import { Ticks } from "./Ticks";
import type { Quoted } from "./transcriptRows";

/** An outgoing message that the server does not have yet. */
export const WaitingBubble = memo(function WaitingBubble({
  message,
  quoted,
  first,
  last,
  tabbable,
  actions,
}: {
  message: Outgoing;
  quoted: Quoted | null;
  first: boolean;
  last: boolean;
  tabbable: boolean;
  actions: BubbleActions;
}) {
  const t = useTexts();
  const language = useLanguage();
  const failed = message.state === "failed";
  const time = clock(language, message.at);
  return (
    <article
      className={css.bubbleLine}
      data-own="true"
      data-first={first}
      data-last={last}
      data-waiting="true"
      data-big={!message.content && isEmojiOnly(message.text)}
      tabIndex={tabbable ? 0 : -1}
      aria-label={`${t.you}: ${message.text} ${time} ${failed ? `${t.notSent}. ${message.error ?? ""}` : t.waitingHere}`}
      onFocus={() => actions.focus(message.id)}
      onKeyDown={(event) => {
        if (keyOf(event) !== "f" || !failed || event.ctrlKey || event.metaKey || event.altKey) return;
        if (isEditable(event.target)) return;
        event.preventDefault();
        if (message.missed) actions.collided(message);
        else actions.retry(message.id, false);
      }}
    >
      <div className={css.bubble}>
        {quoted && <Quote quoted={quoted} onJump={actions.jump} />}
        <div className={css.body}>
          {message.file ? (
            <div className={css.content}>
              <OrText text={message.text}>
                <WaitingFile message={message} file={message.file} />
              </OrText>
            </div>
          ) : !message.content && isEmojiOnly(message.text) ? (
            <span className={css.bigEmoji}>{message.text}</span>
          ) : (
            <RichText text={message.text} />
          )}
          <span className={css.meta}>
            <time dateTime={message.at}>{time}</time>
            <Ticks state={failed ? "failed" : "waiting"} />
          </span>
        </div>
        {failed && (
          <Failed reason={message.missed ? t.collisionTitle : (message.error ?? t.notSent)}>
            <button
              type="button"
              onClick={() => (message.missed ? actions.collided(message) : actions.retry(message.id, false))}
            >
              {message.missed ? t.look : t.retry}
            </button>
            <button type="button" onClick={() => actions.discard(message.id)}>
              {t.discard}
            </button>
          </Failed>
        )}
      </div>
    </article>
  );
});
