import { useCallback, useEffect, useState } from "react";

const isAtSheet = (): boolean => history.state?.sheet === true;

/** The state of a panel that covers the chat. It has an entry in the history, so that Back closes it. */
export function useSheet(): [open: boolean, toggle: () => void, close: () => void] {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    // After a reload the panel is closed.
    if (isAtSheet()) history.replaceState(null, "");
    const look = (): void => setOpen(isAtSheet());
    addEventListener("popstate", look);
    return () => removeEventListener("popstate", look);
  }, []);
  const toggle = useCallback((): void => {
    if (open && isAtSheet()) return history.back();
    if (!open) history.pushState({ sheet: true }, "");
    setOpen(!open);
  }, [open]);
  const close = useCallback((): void => setOpen(false), []);
  return [open, toggle, close];
}
