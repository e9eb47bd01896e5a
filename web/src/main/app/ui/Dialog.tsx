import { type ReactNode, useId, useLayoutEffect, useRef } from "react";
import { useTexts } from "../text/texts";
import css from "./common.module.css";
import { Icon } from "./Icon";

/** A modal dialog: the browser keeps the focus in it, and gives it back. */
export function Dialog({
  title,
  children,
  onClose,
  size = "usual",
  closable = true,
}: {
  title: string;
  children: ReactNode;
  onClose: () => void;
  size?: "usual" | "full";
  closable?: boolean;
}) {
  const t = useTexts();
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  // Closed before the element is removed: only then the browser gives the focus back.
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    // The browser would choose the close button.
    const first =
      element?.querySelector<HTMLElement>("[data-first]") ??
      element?.querySelector<HTMLElement>("input, textarea, select, :scope :is(section, form, ul, [data-copy]) button");
    first?.focus();
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className={css.dialog}
      data-size={size}
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
