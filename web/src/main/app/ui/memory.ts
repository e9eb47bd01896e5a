import { createStore } from "zustand/vanilla";
import type { Place } from "./AnchoredList";
import { type Filter, USUAL } from "./chatFilter";
import type { Attachment } from "./compose/files";

const MOST_PLACES = 300;

/**
 * The state of a tab for chats that are not shown. It survives the end of a sign-in, and is dropped when another user
 * signs in.
 */
export class TabMemory {
  /** Files that were chosen and are not sent yet. */
  readonly trays = new Map<string, readonly Attachment[]>();
  /** The filter of the list. */
  readonly filter = createStore<Filter>(() => USUAL);
  private readonly places = new Map<string, Place>();

  /** @param owner the id of a user; null: nobody has to sign in */
  constructor(readonly owner: string | null) {}

  /** Shows only unread chats in the list, or all of them again. */
  toggleUnread(): void {
    this.filter.setState(({ who }) => ({ who: who === "unread" ? "all" : "unread" }));
  }

  /** The place at which the reader left a chat. */
  place(waId: string): Place | undefined {
    return this.places.get(waId);
  }

  leave(waId: string, place: Place): void {
    this.places.delete(waId);
    this.places.set(waId, place);
    if (this.places.size > MOST_PLACES) this.places.delete(this.places.keys().next().value as string);
  }
}
