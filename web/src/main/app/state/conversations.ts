import { type ApiError, chatPath, getPage, listMessages } from "../api/http";
import type { Message } from "../api/types";
import type { Conversation, Data, Fact } from "./model";

/** The functions and data outside of this module that loading messages needs. */
export interface ConversationsWorld {
  data(): Data;
  /** Applies facts now. */
  apply(...facts: Fact[]): void;
  /** Reports that a chat's messages could not be loaded, or with null that they could. */
  failed(waId: string, error: ApiError | null): void;
  /** Resolves after a pause, or sooner when the connection is back. */
  pause(millis: number): Promise<unknown>;
}

const PAGE = 50;
const MOST_PAGES_BACK = 20;
const MOST_CHATS = 20;
const MOST_MESSAGES = 2_000;
/** The number of messages that remain when an open chat exceeds `MOST_MESSAGES`. */
const KEPT = 1_000;
/** The number of messages in memory of all chats that are not shown. */
const MOST_ASIDE = 1_000;
const SHORTEST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

/** Loads the messages of chats, and forgets those of chats that were not open for long. */
export class Conversations {
  private readonly loading = new Map<string, Promise<void>>();
  /** Chats with messages in memory, in the order in which they were last opened. */
  private recent: string[] = [];
  private repairing = new Set<string>();
  private ended = false;

  constructor(private readonly world: ConversationsWorld) {}

  end(): void {
    this.ended = true;
  }

  /** Loads a chat's newest messages unless they are in memory. */
  async open(waId: string): Promise<void> {
    this.recent = [...this.recent.filter((id) => id !== waId), waId];
    this.forget();
    const known = this.conversation(waId);
    if (known && known.older !== undefined && !known.gap) return;
    this.world.apply({ kind: "opened", waId });
    await this.reloadEnd(waId);
  }

  reloadEnd(waId: string): Promise<void> {
    return this.once(`end ${waId}`, waId, async () => {
      const page = await listMessages(waId, PAGE);
      this.world.apply({ kind: "page", waId, messages: page.items, older: page.next, place: "end" });
    });
  }

  loadOlder(waId: string): Promise<void> {
    return this.once(
      `older ${waId}`,
      waId,
      async () => {
        const from = this.conversation(waId)?.older;
        if (!from) return;
        const page = await getPage<Message>(from);
        this.world.apply({ kind: "page", waId, messages: page.items, older: page.next, place: "before", from });
      },
      SHORTEST_PAUSE_MS,
    );
  }

  /** After a jump: loads the messages that follow those in memory. */
  loadNewer(waId: string): Promise<void> {
    return this.once(`newer ${waId}`, waId, () => this.nextPage(waId), SHORTEST_PAUSE_MS);
  }

  private async nextPage(waId: string): Promise<void> {
    const conversation = this.conversation(waId);
    if (!conversation || conversation.atEnd) return;
    const from = conversation.newer;
    if (from) {
      const page = await getPage<Message>(from);
      const { items: messages, next: newer } = page;
      this.world.apply({ kind: "page", waId, messages, older: null, newer, place: "after", from });
      return;
    }
    // The last messages were dropped from memory, so the path of the page after them is not known.
    const last = conversation.items.findLast((message) => message.message_type !== "note");
    if (!last) return this.reloadEnd(waId);
    const { items: messages, prev: newer } = await getPage<Message>(this.around(waId, last.id));
    this.world.apply({ kind: "page", waId, messages, older: null, newer, place: "after" });
  }

  /** Loads a message and those around it. @returns whether it is in memory now */
  async reach(waId: string, id: string): Promise<boolean> {
    await this.open(waId);
    const here = (): boolean => this.conversation(waId)?.items.some((message) => message.id === id) ?? false;
    if (here()) return true;
    try {
      const around = await getPage<Message>(this.around(waId, id));
      if (around.items.some((message) => message.id === id)) {
        const { items: messages, next: older, prev: newer } = around;
        this.world.apply({ kind: "page", waId, messages, older, newer, place: "replace" });
        return true;
      }
    } catch {
      // An older server: read page by page, back to the message.
    }
    for (let pages = 0; pages < MOST_PAGES_BACK && !here(); pages++) {
      const older = this.conversation(waId)?.older;
      if (!older) return false;
      await this.loadOlder(waId);
      if (this.conversation(waId)?.older === older) return false; // it failed
    }
    return here();
  }

  /** To be called after each change: loads missing messages, and keeps memory within its bounds. */
  changed(before: Data, data: Data): void {
    if (before.conversations === data.conversations) return;
    for (const [waId, conversation] of data.conversations) if (conversation.gap) void this.repair(waId);
    this.forget();
  }

  /** Drops the oldest messages of an open chat that has grown too long. Call it only while the reader is at the end. */
  trim(waId: string): void {
    const conversation = this.conversation(waId);
    if (!conversation?.atEnd || conversation.items.length <= MOST_MESSAGES) return;
    const first = conversation.items.slice(-KEPT).find((message) => message.message_type !== "note");
    if (first) this.world.apply({ kind: "trimmed", waId, from: first.id, older: this.around(waId, first.id) });
  }

  /** Forgets all chats but the one that is open, for example because the store was replaced. */
  clear(): void {
    this.recent = this.recent.slice(-1);
  }

  private async repair(waId: string): Promise<void> {
    if (this.repairing.has(waId)) return;
    this.repairing.add(waId);
    let pause = SHORTEST_PAUSE_MS;
    try {
      for (;;) {
        await this.reloadEnd(waId);
        if (this.ended || !this.conversation(waId)?.gap) return;
        await this.world.pause(pause);
        pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
        if (this.ended || !this.conversation(waId)?.gap) return;
      }
    } finally {
      this.repairing.delete(waId);
    }
  }

  /** Keeps the chats that were opened last, as far as there is room, and drops the messages of the others. */
  private forget(): void {
    const { conversations } = this.world.data();
    const gone: string[] = [];
    const kept: string[] = [];
    let left = MOST_ASIDE;
    for (const [at, waId] of this.recent.toReversed().entries()) {
      const size = conversations.get(waId)?.items.length ?? 0;
      const shown = at === 0;
      if (!shown) left -= size;
      // A chat that became too long while it was open is dropped too, and loaded again when it is next opened.
      if (shown || (at < MOST_CHATS && left >= 0 && size <= MOST_MESSAGES)) kept.unshift(waId);
      else gone.push(waId);
    }
    if (gone.length === 0) return;
    this.recent = kept;
    this.world.apply({ kind: "forgotten", waIds: gone });
  }

  private around(waId: string, id: string): string {
    return `${chatPath(waId)}?include=notes&limit=${PAGE}&around=${encodeURIComponent(id)}`;
  }

  private conversation(waId: string): Conversation | undefined {
    return this.world.data().conversations.get(waId);
  }

  /** @param pause the wait after a failure: the list asks each time it is drawn, also when it shows the failure */
  private once(name: string, waId: string, task: () => Promise<void>, pause = 0): Promise<void> {
    const running = this.loading.get(name);
    if (running) return running;
    const started = task()
      .then(
        () => this.world.failed(waId, null),
        async (failure) => {
          this.world.failed(waId, failure as ApiError);
          if (pause > 0) await this.world.pause(pause);
        },
      )
      .finally(() => this.loading.delete(name));
    this.loading.set(name, started);
    return started;
  }
}
