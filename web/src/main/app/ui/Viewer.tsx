import { useEffect, useState } from "react";
import { useTexts } from "../text/texts";
import css from "./common.module.css";
import { Dialog } from "./Dialog";

export interface Viewed {
  url: string;
  name: string;
  caption: string | null;
}

let show: ((viewed: Viewed) => void) | null = null;

/** Opens the photo viewer, which the inbox holds once. */
export function openViewer(viewed: Viewed): void {
  show?.(viewed);
}

export function Viewer() {
  const t = useTexts();
  const [viewed, setViewed] = useState<Viewed | null>(null);
  useEffect(() => {
    show = setViewed;
    return () => {
      show = null;
    };
  }, []);
  if (!viewed) return null;
  return (
    <Dialog title={viewed.caption ?? t.photo} wide onClose={() => setViewed(null)}>
      <div className={css.viewer}>
        <img src={viewed.url} alt={viewed.caption ?? t.photo} />
        <a className={css.button} href={viewed.url} download={viewed.name} rel="noopener">
          {t.download}
        </a>
      </div>
    </Dialog>
  );
}
