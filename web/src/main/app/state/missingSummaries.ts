import { getPage, listChats } from "../api/http";
import type { Chat } from "../api/types";

/** The functions and data outside of this module that completing the list needs. */
export interface MissingSummariesWorld {
  /** Whether the server's summary of a chat is in memory. */
  isKnown(waId: string): boolean;
  /** Whether the list was loaded, which has most of the summaries. */
  isListed(): boolean;
  /** To be called before summaries are requested. @returns a function for the summaries in the answer */
  asking(): (chats: readonly Chat[]) => void;
}

const PAUSE_MS = 500;
const MOST_EACH = 20;
const MOST_PAGES = 10;

/**
 * Fetches the server's summary of chats that are not among those that were loaded: a chat that was just
 * begun, or an old one that a link or a search leads to.
 */
export class MissingSummaries {
  private readonly wanted = new Set<string>();
  /** Chats for which the server has no summary; it is not asked for them again. */
  private readonly missing = new Set<string>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private ended = false;

  constructor(private readonly world: MissingSummariesWorld) {}

  /** @param again even if the server had none before */
  want(waId: string, again: boolean): void {
    if (this.world.isKnown(waId) || (!again && this.missing.has(waId))) return;
    this.wanted.add(waId);
    this.plan();
  }

  end(): void {
    clearTimeout(this.timer);
    this.wanted.clear();
    this.ended = true;
  }

  private plan(): void {
    if (this.ended) return;
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.fetch().catch(() => {}); // They are requested again with their next message.
    }, PAUSE_MS);
  }

  private async fetch(): Promise<void> {
    if (this.missingNow().length === 0) return;
    if (!this.world.isListed()) return this.plan();
    // A chat with a new message is at the top of the server's list.
    const found = this.world.asking();
    found((await listChats("")).items);
    for (const waId of this.missingNow().slice(0, MOST_EACH)) await this.look(waId);
  }

  private missingNow(): string[] {
    for (const waId of this.wanted) if (this.world.isKnown(waId)) this.wanted.delete(waId);
    return [...this.wanted];
  }

  private async look(waId: string): Promise<void> {
    let path: string | null = `api/chats?messages=0&limit=20&q=${encodeURIComponent(waId)}`;
    for (let pages = 0; path !== null && pages < MOST_PAGES; pages++) {
      const found = this.world.asking();
      const page: { items: Chat[]; next: string | null } = await getPage<Chat>(path);
      const own = page.items.filter((chat) => chat.wa_id === waId);
      if (own.length > 0) {
        found(own);
        this.wanted.delete(waId);
        return;
      }
      path = page.next;
    }
    this.wanted.delete(waId);
    this.missing.add(waId);
  }
}
