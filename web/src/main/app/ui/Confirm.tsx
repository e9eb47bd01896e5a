import { usePageTexts } from "../text/texts";
import common from "./common.module.css";
import { Dialog } from "./Dialog";
import css from "./pages.module.css";

/** Asks before something that cannot be undone. */
export function Confirm({
  title,
  hint,
  label,
  onClose,
  onConfirm,
}: {
  title: string;
  hint: string;
  /** The label of the button that does it; "Remove" if left out. */
  label?: string;
  onClose: () => void;
  onConfirm: () => void;
}) {
  const t = usePageTexts();
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{hint}</p>
      <div className={css.formEnd}>
        <button type="button" className={common.button} onClick={onClose}>
          {t.cancel}
        </button>
        <button
          type="button"
          className={common.danger}
          onClick={() => {
            onClose();
            onConfirm();
          }}
        >
          {label ?? t.remove}
        </button>
      </div>
    </Dialog>
  );
}
