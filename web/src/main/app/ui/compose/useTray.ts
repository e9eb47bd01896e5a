import { useCallback, useEffect, useRef, useState } from "react";
import { useTexts } from "../../text/texts";
import { useClient, useMemory } from "../context";
import { toast } from "../Toasts";
import type { Attachment } from "./files";

const MOST_FILES = 10;

/** The files that were chosen for a chat and are not sent yet. They are kept while another chat is open. */
export interface ChosenFiles {
  files: readonly Attachment[];
  add: (chosen: readonly File[]) => void;
  remove: (file: Attachment) => void;
  /** Removes all files. */
  clear: () => void;
}

/** @param onAdded called after files were added, if the chat is still shown; the same function in every render */
export function useTray(waId: string, onAdded: () => void): ChosenFiles {
  const client = useClient();
  const { trays } = useMemory();
  const t = useTexts();
  const [files, setFiles] = useState<readonly Attachment[]>(() => trays.get(waId) ?? []);

  useEffect(() => {
    if (files.length > 0) {
      trays.set(waId, files);
      client.unsaved.add(waId);
    } else {
      trays.delete(waId);
      client.unsaved.delete(waId);
    }
  }, [client, trays, waId, files]);

  const shown = useRef(true);
  useEffect(() => {
    shown.current = true;
    return () => {
      shown.current = false;
    };
  }, []);

  const add = useCallback(
    (chosen: readonly File[]): void => {
      if (!client.mayWrite || chosen.length === 0) return;
      const prepareAll = async (): Promise<void> => {
        const { prepare } = await import("./files");
        const room = MOST_FILES - (trays.get(waId)?.length ?? 0);
        if (chosen.length > room) toast(t.mostFiles(MOST_FILES));
        const prepared = await Promise.all(chosen.slice(0, room).map(prepare));
        if (prepared.length === 0) return;
        // The chat may have been left meanwhile.
        const all = [...(trays.get(waId) ?? []), ...prepared];
        trays.set(waId, all);
        client.unsaved.add(waId);
        if (!shown.current) return;
        setFiles(all);
        onAdded();
      };
      prepareAll().catch((failure) => toast(String(failure)));
    },
    [client, trays, waId, t, onAdded],
  );
  const remove = (gone: Attachment): void => {
    URL.revokeObjectURL(gone.url);
    setFiles((before) => before.filter((file) => file !== gone));
  };
  return { files, add, remove, clear: () => setFiles([]) };
}
