import type { Label } from "../api/types";
import css from "./common.module.css";

const COLOR = /^#[0-9a-f]{6}$/i;

/** The colour of a label, if it has one. */
export function LabelDot({ label }: { label: Label }) {
  const style = label.color && COLOR.test(label.color) ? { background: label.color } : undefined;
  return <i className={css.labelDot} style={style} aria-hidden="true" />;
}

/** A label with its name. */
export function LabelChip({ label }: { label: Label }) {
  return (
    <span className={css.labelChip}>
      <LabelDot label={label} />
      <bdi>{label.name}</bdi>
    </span>
  );
}
