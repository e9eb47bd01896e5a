import { type ApiError, getPage, listChats } from "../api/http";
import type { Chat } from "../api/types";
import type { View } from "./view";

/** The functions and data outside of this module that loading the list needs. */
export interface ChatPagesWorld {
  /** To be called before chats are requested. @returns a function that puts the answered chats into the list */
  asking(): (chats: readonly Chat[]) => void;
  show(change: Partial<Pick<View, "listed" | "listError" | "more">>): void;
  /** The path of the next page; null: the whole list is in memory. */
  more(): string | null;
  failed(failure: unknown): ApiError;
}

const MOST_EMPTY_PAGES = 20;

/** Loads the list of chats from the server, page by page. */
export class ChatPages {
  private loading: Promise<void> | null = null;

  constructor(private readonly world: ChatPagesWorld) {}

  /** Loads the first page. If that fails, the user sees why. */
  async load(): Promise<void> {
    const found = this.world.asking();
    try {
      const page = await listChats("");
      found(page.items);
      this.world.show({ listed: true, listError: null, more: page.next });
    } catch (failure) {
      this.world.show({ listError: this.world.failed(failure) });
    }
  }

  /** Loads the next page, unless a page is being loaded. */
  loadMore(): Promise<void> {
    this.loading ??= this.nextPage().finally(() => {
      this.loading = null;
    });
    return this.loading;
  }

  /**
   * Loads the chats that the server finds for a filter into the list. A page may be empty although more pages follow.
   *
   * @param query such as `&unread=true`
   * @param next the path of the page; null: the first one
   * @returns the path of the next page
   */
  async find(query: string, next: string | null, signal: AbortSignal): Promise<string | null> {
    let path = next;
    for (let pages = 0; pages < MOST_EMPTY_PAGES; pages++) {
      const found = this.world.asking();
      const page = path === null ? await listChats(query, signal) : await getPage<Chat>(path, signal);
      found(page.items);
      path = page.next;
      if (path === null || page.items.length > 0) break;
    }
    return path;
  }

  private async nextPage(): Promise<void> {
    const more = this.world.more();
    if (!more) return;
    const found = this.world.asking();
    const page = await getPage<Chat>(more);
    // After a reset the list was loaded again from its beginning.
    if (this.world.more() !== more) return;
    found(page.items);
    this.world.show({ more: page.next });
  }
}
