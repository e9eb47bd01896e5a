import { type ReactNode, Suspense } from "react";
import { Guard } from "../Guard";
import { RichText } from "../RichText";

/** Shows `text` until its children are loaded, and instead of them if loading fails. */
export function OrText({ text, children }: { text: string; children: ReactNode }) {
  const plain = <RichText text={text} />;
  return (
    <Guard instead={plain}>
      <Suspense fallback={plain}>{children}</Suspense>
    </Guard>
  );
}
