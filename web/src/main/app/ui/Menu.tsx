import { type KeyboardEvent, type ReactNode, type RefObject, useEffect, useRef, useState } from "react";
import css from "./common.module.css";
import { Icon, type IconName } from "./Icon";

export interface MenuItem {
  label: string;
  /** The React key; needed if two items may have the same label. */
  key?: string;
  icon?: IconName;
  danger?: boolean;
  /** Whether this item is the chosen one; undefined if the items are not alternatives. */
  checked?: boolean;
  /** Is shown before the label instead of an icon. */
  mark?: ReactNode;
  act: () => void;
}

/**
 * A button that opens a list of actions. Follows the menu button pattern of the ARIA Authoring Practices:
 * arrows and letters move, Enter acts, Escape closes and gives the focus back (to the message, if the menu belongs to one).
 */
export function Menu({
  label,
  items,
  icon = "more",
  children,
  className,
  row = false,
  onOpen,
}: {
  label: string;
  items: readonly MenuItem[];
  icon?: IconName;
  children?: ReactNode;
  className?: string | undefined;
  /** Whether the items are in one row. */
  row?: boolean;
  onOpen?: () => void;
}) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  return (
    <>
      <button
        ref={button}
        type="button"
        className={className ?? css.iconButton}
        aria-label={label}
        title={label}
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={() => {
          setOpen(true);
          onOpen?.();
        }}
      >
        {children ?? <Icon name={icon} />}
      </button>
      {open && <Panel label={label} items={items} row={row} button={button} onClose={() => setOpen(false)} />}
    </>
  );
}

/** The list of an open menu; a separate component, because a chat has hundreds of closed menus that do not need it. */
function Panel({
  label,
  items,
  row,
  button,
  onClose,
}: {
  label: string;
  items: readonly MenuItem[];
  row: boolean;
  button: RefObject<HTMLButtonElement | null>;
  onClose: () => void;
}) {
  const list = useRef<HTMLDivElement>(null);
  const closed = useRef(onClose);
  closed.current = onClose;

  useEffect(() => {
    const panel = list.current;
    const anchor = button.current;
    if (!panel || !anchor) return;
    panel.showPopover();
    place(panel, anchor);
    panel.querySelector<HTMLElement>("[role^=menuitem]")?.focus();
    const toggled = (event: Event): void => {
      if ((event as ToggleEvent).newState === "closed") closed.current();
    };
    panel.addEventListener("toggle", toggled);
    return () => panel.removeEventListener("toggle", toggled);
  }, [button]);

  const close = (): void => {
    list.current?.hidePopover();
    // After a menu of a message, the message has the focus, so that its keys work again.
    (button.current?.closest("article") ?? button.current)?.focus();
    onClose();
  };

  const move = (event: KeyboardEvent): void => {
    const entries = [...(list.current?.querySelectorAll<HTMLElement>("[role^=menuitem]") ?? [])];
    const at = entries.indexOf(document.activeElement as HTMLElement);
    const rtl = document.documentElement.dir === "rtl";
    const next = row && event.key === (rtl ? "ArrowLeft" : "ArrowRight");
    const previous = row && event.key === (rtl ? "ArrowRight" : "ArrowLeft");
    const steps: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 };
    const step = steps[next ? "ArrowDown" : previous ? "ArrowUp" : event.key];
    const letter = event.key.toLocaleLowerCase();
    const isLetter = letter.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;
    const places = [...items.keys()];
    const named = [...places.slice(at + 1), ...places].find(
      (place) => isLetter && items[place]?.label.toLocaleLowerCase().startsWith(letter),
    );
    const target = entries.at(step === undefined ? (named ?? entries.length) : step % entries.length);
    if (isLetter) event.stopPropagation();
    if (target) {
      event.preventDefault();
      event.stopPropagation();
      target.focus();
    } else if (event.key === "Escape" || event.key === "Tab") {
      event.stopPropagation();
      close();
    }
  };

  return (
    <div ref={list} popover="auto" role="menu" aria-label={label} className={css.menu} onKeyDown={move}>
      {items.map((item) => (
        // biome-ignore lint/a11y/useAriaPropsSupportedByRole: a menuitemradio has aria-checked
        <button
          key={item.key ?? item.label}
          type="button"
          role={item.checked === undefined ? "menuitem" : "menuitemradio"}
          aria-checked={item.checked}
          tabIndex={-1}
          data-danger={item.danger}
          onClick={() => {
            close();
            item.act();
          }}
        >
          {item.mark}
          {item.icon && <Icon name={item.icon} size={18} />}
          <span>{item.label}</span>
          {item.checked && <Icon name="check" size={18} />}
        </button>
      ))}
    </div>
  );
}

/** Places the panel within the window: below the button, or above it if there is no room below. */
export function place(panel: HTMLElement, anchor: HTMLElement): void {
  const from = anchor.getBoundingClientRect();
  const own = panel.getBoundingClientRect();
  const gap = 4;
  const below = from.bottom + gap + own.height <= innerHeight - 8;
  const top = below ? from.bottom + gap : Math.max(8, from.top - gap - own.height);
  // The menu extends away from the nearer edge of the window, so that it covers little of the element that it belongs to.
  const atStart = from.left + from.width / 2 < innerWidth / 2;
  const wanted = atStart ? from.left : from.right - own.width;
  panel.style.top = `${top}px`;
  panel.style.left = `${Math.min(Math.max(8, wanted), innerWidth - own.width - 8)}px`;
}
