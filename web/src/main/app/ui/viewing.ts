import type { Message } from "../api/types";

let show: ((shown: { waId: string; id: string }) => void) | null = null;

/** Opens the picture of a message in the viewer, which the inbox holds once. */
export function openViewer(message: Message): void {
  show?.({ waId: message.wa_id, id: message.id });
}

/** Tells who shows pictures; null: nobody does. */
export function onView(viewer: typeof show): void {
  show = viewer;
}
