import { type ReactNode, useEffect, useId, useRef } from "react";
import { useTexts } from "../text/texts";
import css from "./common.module.css";
import { Icon } from "./Icon";

/** A modal dialog: the browser keeps the focus in it, and gives it back. */
export function Dialog({
  title,
  children,
  onClose,
  wide = false,
  closable = true,
}: {
  title: string;
  children: ReactNode;
  onClose: () => void;
  wide?: boolean;
  closable?: boolean;
}) {
  const t = useTexts();
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    // The browser would choose the button that closes.
    element?.querySelector<HTMLElement>("input, textarea, select, section button, form button, ul button")?.focus();
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className={css.dialog}
      data-wide={wide}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        if (closable) onClose();
      }}
      onKeyDown={(event) => event.stopPropagation()}
      onPointerDown={(event) => {
        if (closable && event.target === dialog.current) onClose();
      }}
    >
      <div className={css.dialogBody}>
        <header>
          <h2 id={id}>{title}</h2>
          {closable && (
            <button type="button" className={css.iconButton} aria-label={t.close} title={t.close} onClick={onClose}>
              <Icon name="close" />
            </button>
          )}
        </header>
        {children}
      </div>
    </dialog>
  );
}
