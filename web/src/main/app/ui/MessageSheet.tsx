import type { Message } from "../api/types";
import { plainName } from "../lib/hostile";
import { usePageTexts } from "../text/texts";
import { authorOf, type BubbleActions } from "./Bubble";
import { Dialog } from "./Dialog";
import { Icon } from "./Icon";
import { messageMenu } from "./messageMenu";
import { QUICK_EMOJI } from "./Reactions";
import css from "./sheet.module.css";

/** The actions of a message in large rows at the bottom of the screen, for touch. */
export function MessageSheet({
  message,
  mayWrite,
  actions,
  onClose,
}: {
  message: Message;
  mayWrite: boolean;
  actions: Omit<BubbleActions, "focus">;
  onClose: () => void;
}) {
  const t = usePageTexts();
  const close = (then: () => void): void => {
    onClose();
    then();
  };
  return (
    <Dialog title={`${authorOf(t, message)}: ${plainName(message.text.slice(0, 80))}`} onClose={onClose}>
      {mayWrite && message.message_type !== "note" && (
        <div className={css.emoji} role="group" aria-label={t.react}>
          {QUICK_EMOJI.map((emoji) => (
            <button key={emoji} type="button" onClick={() => close(() => actions.react(message, emoji))}>
              {emoji}
            </button>
          ))}
          <button type="button" aria-label={t.more} onClick={() => close(() => actions.pick(message))}>
            <Icon name="plus" />
          </button>
        </div>
      )}
      <ul role="list" className={css.sheet}>
        {messageMenu(t, message, mayWrite, actions).map((item) => (
          <li key={item.label}>
            <button type="button" onClick={() => close(item.act)}>
              {item.icon && <Icon name={item.icon} />}
              {item.label}
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
