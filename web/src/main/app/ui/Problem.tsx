import type { ApiError } from "../api/http";
import { useTexts } from "../text/texts";
import common from "./common.module.css";
import { Icon } from "./Icon";

/** Says what could not be loaded, and why in the server's words, with a button to try again. */
export function Problem({ title, error, onRetry }: { title: string; error: ApiError; onRetry: () => void }) {
  const t = useTexts();
  return (
    <div className={common.problem} role="alert">
      <Icon name="warn" size={24} />
      <p>
        <strong>{title}</strong>
      </p>
      <p dir="auto">{error.status === 0 ? t.unreachable : error.message}</p>
      {error.requestId && <small dir="ltr">{t.requestId(error.requestId)}</small>}
      <button type="button" className={common.button} onClick={onRetry}>
        {t.tryAgain}
      </button>
    </div>
  );
}
