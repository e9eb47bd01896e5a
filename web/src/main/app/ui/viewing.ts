import type { Message } from "../api/types";

let show: ((shown: { waId: string; id: string }) => void) | null = null;

/** Opens the picture of a message in the viewer; the inbox has one. */
export function openViewer(message: Message): void {
  show?.({ waId: message.wa_id, id: message.id });
}

/** Sets the viewer that shows pictures; null: there is none. */
export function onView(viewer: typeof show): void {
  show = viewer;
}
