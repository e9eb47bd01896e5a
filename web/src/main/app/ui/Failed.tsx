import type { ReactNode } from "react";
import css from "./bubble.module.css";
import { Icon } from "./Icon";

/** The reason why a message was not sent, and the actions to choose from. */
export function Failed({ reason, children }: { reason: string; children: ReactNode }) {
  return (
    <div className={css.failed}>
      <Icon name="warn" size={16} />
      <span dir="auto">{reason}</span>
      {children}
    </div>
  );
}
