import type { Place } from "./AnchoredList";
import type { Attachment } from "./compose/files";

const MOST_PLACES = 300;

/**
 * What a tab remembers of chats that are not shown. It outlives a sign-in that ended, and goes when somebody
 * else signs in.
 */
export class TabMemory {
  /** Files that were chosen and are not sent yet. */
  readonly trays = new Map<string, readonly Attachment[]>();
  private readonly places = new Map<string, Place>();

  /** @param owner the id of a user; null: nobody has to sign in */
  constructor(readonly owner: string | null) {}

  /** Where the reader left a chat. */
  place(waId: string): Place | undefined {
    return this.places.get(waId);
  }

  leave(waId: string, place: Place): void {
    this.places.delete(waId);
    this.places.set(waId, place);
    if (this.places.size > MOST_PLACES) this.places.delete(this.places.keys().next().value as string);
  }
}
