import type { Message, Reaction } from "../api/types";
import { number } from "../lib/numbers";
import { useLanguage, useTexts } from "../text/texts";
import type { BubbleActions } from "./Bubble";
import css from "./bubble.module.css";
import { Menu, type MenuItem } from "./Menu";

export const QUICK_EMOJI = ["👍", "❤️", "😂", "😮", "😢", "🙏"];

/** Opens the row of emoji of a message. */
export function openReactions(article: HTMLElement): void {
  article.querySelector<HTMLElement>("[data-emoji] button")?.click();
}

/** The button that opens that row. */
export function EmojiButton({
  label,
  more,
  onPick,
  onMore,
}: {
  label: string;
  more: string;
  onPick: (emoji: string) => void;
  onMore: () => void;
}) {
  const items: MenuItem[] = [
    ...QUICK_EMOJI.map((emoji) => ({ label: emoji, act: () => onPick(emoji) })),
    { key: "more", label: more, icon: "plus", act: onMore },
  ];
  return (
    <span data-emoji="true" className={css.emojiMenu}>
      <Menu row label={label} items={items} icon="smile" className={css.action} />
    </span>
  );
}

/** How people reacted to a message. */
export function Reactions({
  message,
  mayWrite,
  actions,
}: {
  message: Message;
  mayWrite: boolean;
  actions: BubbleActions;
}) {
  const t = useTexts();
  const language = useLanguage();
  const groups = new Map<string, Reaction[]>();
  for (const reaction of message.reactions)
    groups.set(reaction.emoji, [...(groups.get(reaction.emoji) ?? []), reaction]);
  return (
    <div className={css.reactions}>
      {[...groups].map(([emoji, all]) => {
        const mine = all.some((reaction) => reaction.by !== message.wa_id.replace(/@.*/, ""));
        const who = all.map((it) => (it.by === message.wa_id.replace(/@.*/, "") ? t.customer : t.you)).join(", ");
        const label = t.reactedWith(who, emoji);
        const content = (
          <>
            {emoji}
            {all.length > 1 && <small>{number(language, all.length)}</small>}
          </>
        );
        return mine && mayWrite ? (
          <button
            key={emoji}
            type="button"
            aria-label={`${label}. ${t.removeReaction}`}
            title={label}
            data-mine="true"
            onClick={() => actions.react(message, "")}
          >
            {content}
          </button>
        ) : (
          <span key={emoji} role="img" aria-label={label} title={label}>
            {content}
          </span>
        );
      })}
    </div>
  );
}
