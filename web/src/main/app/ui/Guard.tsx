import { Component, type ReactNode } from "react";
import { useTexts } from "../text/texts";
import common from "./common.module.css";
import { Icon } from "./Icon";

/**
 * Shows the rest of the page when a part fails. This happens, for example, after an update of Parley: the script of a
 * part that was not loaded yet has another name now.
 */
export class Guard extends Component<
  {
    children: ReactNode;
    onClose?: () => void;
    /** The replacement for a part that failed; an error message if omitted. */
    instead?: ReactNode;
  },
  { failed: boolean }
> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    const { children, onClose, instead } = this.props;
    return this.state.failed ? (instead ?? <Broken onClose={onClose} />) : children;
  }
}

function Broken({ onClose }: { onClose: (() => void) | undefined }) {
  const t = useTexts();
  return (
    <div className={common.broken} role="alert">
      <Icon name="warn" size={24} />
      <p>{t.partFailed}</p>
      <button type="button" className={common.primary} onClick={() => location.reload()}>
        {t.reload}
      </button>
      {onClose && (
        <button type="button" className={common.quiet} onClick={onClose}>
          {t.close}
        </button>
      )}
    </div>
  );
}
