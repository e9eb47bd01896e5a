import { useRef } from "react";
import { useClient } from "../context";

/** Requests fresh links once, if those of a message are too old to be served. */
export function useFreshLinks(message: string): () => void {
  const client = useClient();
  const asked = useRef(false);
  return () => {
    if (asked.current) return;
    asked.current = true;
    client.refresh(message).catch(() => {});
  };
}
