import { type KeyboardEvent, Suspense, useId, useRef, useState } from "react";
import { useTexts } from "../text/texts";
import common from "./common.module.css";
import { Dialog } from "./Dialog";
import { Icon } from "./Icon";
import { Palette } from "./lazy";

/** Ctrl K: goes to a chat or a message; after `>` it runs a command. Accepts keys before the palette is loaded. */
export function PaletteDialog({
  onClose,
  onHelp,
  onSignOut,
}: {
  onClose: () => void;
  onHelp: () => void;
  onSignOut: () => void;
}) {
  const t = useTexts();
  const id = useId();
  const [query, setQuery] = useState("");
  const [chosen, setChosen] = useState<string | undefined>();
  const keys = useRef<((event: KeyboardEvent) => void) | null>(null);
  const early = useRef(false);
  return (
    <Dialog title={t.searchEverything} onClose={onClose}>
      <label className={common.searchField}>
        <Icon name="search" size={18} />
        <input
          type="search"
          role="combobox"
          aria-label={t.searchEverything}
          aria-expanded={chosen !== undefined}
          aria-controls={id}
          aria-activedescendant={chosen}
          placeholder={t.searchEverything}
          value={query}
          onChange={(event) => {
            early.current = false;
            setQuery(event.target.value);
          }}
          onKeyDown={(event) => {
            if (event.nativeEvent.isComposing) return;
            // The browser would only empty the field.
            if (event.key === "Escape") onClose();
            else if (event.key === "/" && (event.ctrlKey || event.metaKey)) onHelp();
            else if (keys.current) keys.current(event);
            else if (event.key === "Enter") early.current = true;
          }}
        />
      </label>
      <Suspense>
        <Palette
          id={id}
          query={query}
          keys={keys}
          early={early}
          onChosen={setChosen}
          onClose={onClose}
          onSignOut={onSignOut}
        />
      </Suspense>
    </Dialog>
  );
}
