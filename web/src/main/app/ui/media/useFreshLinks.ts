import { useRef } from "react";
import { useClient } from "../context";

/** Returns a function that requests fresh links for a message, once: its links may have expired. An attempt that fails does not count. */
export function useFreshLinks(message: string): () => void {
  const client = useClient();
  const asked = useRef(false);
  return () => {
    if (asked.current) return;
    asked.current = true;
    client.refresh(message).catch(() => {
      asked.current = false;
    });
  };
}
