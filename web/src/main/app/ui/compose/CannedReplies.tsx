import { type KeyboardEvent, type RefObject, useEffect, useId, useMemo, useRef, useState } from "react";
import { Link } from "wouter";
import type { CannedReply } from "../../api/types";
import { calm } from "../../lib/hostile";
import { usePageTexts } from "../../text/texts";
import common from "../common.module.css";
import { useClient, useView } from "../context";
import css from "./compose.module.css";

const MOST = 8;

/** Replaces placeholders such as `{{name}}` by their values. */
export function fillIn(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{\{\s*([A-Za-z_]+)\s*\}\}/g, (gap, name: string) => values[name.toLowerCase()] || gap);
}

/** The canned replies that match the text after the `/` in the message box. */
export function CannedReplies({
  query,
  chat,
  keys,
  box,
  onPick,
  onClose,
}: {
  query: string;
  chat: { name: string; number: string };
  /** The list puts its handler for the message box's key events here. */
  keys: RefObject<((event: KeyboardEvent) => boolean) | null>;
  box: RefObject<HTMLTextAreaElement | null>;
  onPick: (reply: CannedReply, filled: string) => void;
  onClose: () => void;
}) {
  const client = useClient();
  const t = usePageTexts();
  const id = useId();
  const replies = useView((view) => view.replies);
  const [at, setAt] = useState(0);
  const link = useRef<HTMLAnchorElement>(null);

  useEffect(() => {
    void client.team.loadReplies().catch(() => {});
  }, [client]);

  const found = useMemo(() => {
    const wanted = query.toLocaleLowerCase();
    const all = replies ?? [];
    const first = all.filter((reply) => reply.shortcut.toLocaleLowerCase().startsWith(wanted));
    const rest = all.filter((reply) => !first.includes(reply) && reply.text.toLocaleLowerCase().includes(wanted));
    return [...first, ...rest].slice(0, MOST);
  }, [replies, query]);
  const chosen = Math.min(at, found.length - 1);
  const filled = (reply: CannedReply): string =>
    fillIn(reply.text, { name: chat.name, number: chat.number, me: client.user?.name ?? "" });

  useEffect(() => {
    keys.current = (event) => {
      const reply = found[chosen];
      const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
      const enter = event.key === "Enter" && !event.shiftKey;
      if (step !== 0 && found.length > 0) setAt((chosen + step + found.length) % found.length);
      else if ((enter || (event.key === "Tab" && !event.shiftKey)) && reply) {
        onPick(reply, filled(reply));
      } else if (enter && (query === "" || replies === null)) {
        // Nobody wants to send "/": without replies, Enter goes to the link that adds one.
        link.current?.focus();
      } else if (event.key === "Escape") {
        onClose();
        event.stopPropagation();
      } else return false;
      event.preventDefault();
      return true;
    };
    return () => {
      keys.current = null;
    };
  });

  // The focus stays in the box: it says which reply is chosen.
  useEffect(() => {
    const element = box.current;
    element?.setAttribute("aria-controls", id);
    if (chosen >= 0) element?.setAttribute("aria-activedescendant", `${id}-${chosen}`);
    return () => {
      element?.removeAttribute("aria-controls");
      element?.removeAttribute("aria-activedescendant");
    };
  }, [box, id, chosen]);

  if (replies === null) return null;
  if (found.length === 0 && query !== "" && replies.length > 0) return null;
  return (
    <div className={css.chooser}>
      {replies.length === 0 ? (
        <p role="status">
          {t.noReplies}{" "}
          <Link ref={link} href="/settings/replies" className={common.link}>
            {t.addReply}
          </Link>
        </p>
      ) : (
        <div id={id} role="listbox" aria-label={t.replies}>
          {found.map((reply, index) => (
            <div
              key={reply.id}
              id={`${id}-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === chosen}
              className={css.choice}
              onPointerMove={() => setAt(index)}
              // The box keeps the focus.
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => onPick(reply, filled(reply))}
              onKeyDown={() => {}}
            >
              <strong dir="auto">/{reply.shortcut}</strong>
              <span dir="auto">{calm(filled(reply))}</span>
            </div>
          ))}
        </div>
      )}
    </div>
  );
}
