import { useEffect, useMemo, useState } from "react";
import type { Piece } from "../lib/links";

type Find = (text: string) => Piece[];

/** A text without any of these has no link. */
const POSSIBLE = /\S[.@]\S|:\/\/|\b(?:mailto|tel):/i;

let find: Find | null = null;

/**
 * A text, cut into links and the texts between them. The code that finds links is loaded with the
 * first text that may contain one; until then the text is shown without links, which takes up the
 * same space.
 */
export function usePieces(text: string): Piece[] {
  const possible = POSSIBLE.test(text);
  const [pieces, setPieces] = useState<Find | null>(() => find);
  useEffect(() => {
    if (!possible || pieces) return;
    let ended = false;
    import("../lib/links")
      .then((links) => {
        find = links.pieces;
        if (!ended) setPieces(() => links.pieces);
      })
      .catch(() => {}); // Without a network, links could not be followed anyway.
    return () => {
      ended = true;
    };
  }, [possible, pieces]);
  return useMemo(() => (possible && pieces ? pieces(text) : [{ text }]), [text, possible, pieces]);
}
