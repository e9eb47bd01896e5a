import { calm, plainName } from "../lib/hostile";
import css from "./bubble.module.css";
import type { Quoted } from "./transcriptRows";

/** The message that another one answers. */
export function Quote({ quoted, onJump }: { quoted: Quoted; onJump: (id: string) => void }) {
  return (
    <button type="button" className={css.quote} onClick={() => onJump(quoted.id)}>
      <strong>
        <bdi>{plainName(quoted.name)}</bdi>
      </strong>
      <span dir="auto">{calm(quoted.text)}</span>
    </button>
  );
}
