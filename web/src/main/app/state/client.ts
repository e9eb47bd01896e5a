import { createStore, type StoreApi } from "zustand/vanilla";
import { ApiError, change, chatPath, get, listChats } from "../api/http";
import type { Chat, Message, Sync, User } from "../api/types";
import { settingsStore } from "../lib/settings";
import { ChatPages } from "./chatPages";
import { Connection } from "./connection";
import { Conversations } from "./conversations";
import { Drafts } from "./drafts";
import { FactQueue } from "./factQueue";
import { Following } from "./following";
import { MissingSummaries } from "./missingSummaries";
import type { Data, Fact } from "./model";
import type { Written } from "./outbox";
import { reduce } from "./reduce";
import { Sending } from "./sending";
import { Teamwork } from "./teamwork";
import { blank, type View } from "./view";

/**
 * Called with a message that just came from a customer, for notifications and announcements.
 * @param emoji the customer's new reaction to the message, which is not new itself then
 */
export type Arrival = (message: Message, emoji?: string) => void;

/**
 * Called with a chat that was removed, or that this user must not see any more.
 * @param to the chat that its messages are in now, if any
 */
export type Departure = (waId: string, to: string | undefined) => void;

const TYPING_MS = 6_000;
const FORGET_AGAIN_MS = 1_000;

/** The chat that now contains a message of `waId`, if the chat was joined to another chat of the same person. */
function movedTo(before: Data, waId: string, facts: readonly Fact[]): string | undefined {
  const ids = new Set(before.conversations.get(waId)?.items.map((item) => item.id));
  for (const fact of facts) {
    if (fact.kind === "messageChanged" && fact.message.wa_id !== waId && ids.has(fact.message.id)) {
      return fact.message.wa_id;
    }
  }
  return undefined;
}

/** The emoji with which the customer reacted to a message. */
function reactionOf({ wa_id, reactions }: Message): string | undefined {
  return reactions.find(({ by }) => by === wa_id.replace(/@.*/, ""))?.emoji;
}

/** Everything between the server and the page. Lives as long as somebody is signed in. */
export class Client {
  readonly store: StoreApi<View>;
  readonly drafts: Drafts;
  /** The messages that the drafts answer, as JSON. */
  readonly replies: Drafts;
  readonly list: ChatPages;
  readonly team: Teamwork;
  /** The things that exist only in this tab: the ids of chats with chosen files, a recording. */
  readonly unsaved = new Set<string>();

  private readonly connection: Connection;
  private readonly following: Following;
  private readonly conversations: Conversations;
  private readonly sending: Sending;
  private readonly summaries: MissingSummaries;
  private readonly facts = new FactQueue((facts) => this.apply(facts));
  private version: string | null = null;
  private typingTimer: ReturnType<typeof setTimeout> | undefined;
  private readonly wake = new Set<() => void>();
  private readonly arrivals = new Set<Arrival>();
  private readonly departures = new Set<Departure>();
  private openChat: string | null = null;
  private asked = false;
  /** The number of facts that arrived. */
  private turn = 0;
  private ended = false;

  /**
   * @param user null: nobody has to sign in here
   * @param position a position of the store; everything that is shown is read after it was taken
   */
  constructor(
    readonly user: User | null,
    position: string,
  ) {
    const owner = user?.id ?? "anonymous";
    const pause = (millis: number): Promise<boolean> => this.pause(millis);
    this.drafts = new Drafts(localStorage, owner);
    this.replies = new Drafts(localStorage, owner, "reply");
    this.store = createStore<View>(() => blank(this.drafts.all()));
    this.list = new ChatPages({
      asking: () => this.asking(),
      show: (part) => this.store.setState(part),
      more: () => this.store.getState().more,
      failed: (failure) => this.failed(failure),
    });
    this.team = new Teamwork({
      asking: () => this.asking(),
      show: (part) => this.store.setState(part),
      tell: (fact) => this.tell(fact),
    });
    this.following = new Following(position, {
      sync: (since) => this.sync(since),
      live: (fact) => this.live(fact),
      caughtUp: (facts) => this.caughtUp(facts),
      reset: () => this.reset(),
      connected: () => this.connection.connected,
      pause,
    });
    this.conversations = new Conversations({
      data: () => this.data,
      apply: (...facts) => this.facts.addNow(...facts),
      failed: (waId, error) => this.setPageError(waId, error),
      pause,
    });
    this.sending = new Sending({
      owner,
      show: (part) => this.store.setState(part),
      uploads: () => this.store.getState().uploads,
      stored: (message) => this.facts.addNow({ kind: "messageStored", message }),
      signedOut: () => this.store.setState({ link: "signedOut" }),
      pause,
    });
    this.summaries = new MissingSummaries({
      isKnown: (waId) => (this.data.chats.get(waId)?.chat.rev ?? 0) > 0,
      isListed: () => this.store.getState().listed,
      asking: () => this.asking(),
    });
    this.connection = new Connection({
      fact: (fact, at) => this.following.hear(fact, at),
      began: (at) => this.following.connected(at),
      recovered: () => this.following.resume(),
      online: () => {
        this.store.setState({ link: "online", lostAt: null });
        this.wakeUp();
      },
      offline: () => {
        const { link, lostAt } = this.store.getState();
        if (link !== "signedOut") this.store.setState({ link: "offline", lostAt: lostAt ?? Date.now(), typing: null });
      },
      signedOut: () => this.store.setState({ link: "signedOut" }),
      version: (version) => {
        if (this.version && this.version !== version) this.store.setState({ updated: true });
        this.version ??= version;
      },
      typing: (who, name, typing) => this.showTyping(typing ? name || who : null),
      viewers: (waId, people) => {
        if (waId === this.openChat) this.store.setState({ viewers: { waId, people } });
      },
    });
  }

  get mayWrite(): boolean {
    return this.user?.role !== "viewer";
  }

  get mayManage(): boolean {
    return this.user === null || this.user.role === "admin" || this.user.role === "owner";
  }

  /** Whether nothing is lost when the page is loaded again. */
  get idle(): boolean {
    return this.unsaved.size === 0 && this.sending.idle;
  }

  /** Whether signing out erases nothing that somebody has written. */
  get empty(): boolean {
    const { drafts, outbox } = this.store.getState();
    return this.unsaved.size + drafts.size + outbox.size === 0;
  }

  /** Loads the list, connects, and sends the messages that earlier tabs did not send. */
  async start(): Promise<void> {
    this.drafts.claim();
    addEventListener("storage", this.changedElsewhere);
    addEventListener("online", this.wakeUp);
    addEventListener("beforeunload", this.askBeforeLeaving);
    this.connection.connect();
    void this.sending.start();
    await this.list.load();
    // Without them chats show no labels and assignees; opening a menu requests them again.
    await this.team.load().catch(() => {});
  }

  /** Ends; nothing is shown or sent after that. */
  end(): void {
    this.ended = true;
    this.facts.end();
    removeEventListener("storage", this.changedElsewhere);
    removeEventListener("online", this.wakeUp);
    removeEventListener("beforeunload", this.askBeforeLeaving);
    clearTimeout(this.typingTimer);
    this.following.end();
    this.conversations.end();
    this.summaries.end();
    this.sending.end();
    this.connection.end();
  }

  /**
   * Signs out, and leaves nothing of this user in the browser.
   *
   * @throws ApiError if the server could not be reached: then nothing has changed
   */
  async signOut(): Promise<void> {
    try {
      await change("POST", "api/logout");
    } catch (failure) {
      if (!(failure instanceof ApiError) || failure.status !== 401) throw failure;
    }
    this.end();
    this.drafts.erase();
    this.replies.erase();
    await this.sending.erase();
  }

  onArrival(listener: Arrival): () => void {
    this.arrivals.add(listener);
    return () => this.arrivals.delete(listener);
  }

  onDeparture(listener: Departure): () => void {
    this.departures.add(listener);
    return () => this.departures.delete(listener);
  }

  // --- Facts ---------------------------------------------------------------------------------------

  tell(fact: Fact): void {
    this.facts.add(fact);
  }

  private get data(): Data {
    return this.store.getState().data;
  }

  private apply(facts: readonly Fact[]): void {
    const before = this.data;
    const data = reduce(before, facts);
    if (data !== before) {
      this.store.setState({ data });
      this.conversations.changed(before, data);
    }
    for (const fact of facts) {
      if (fact.kind === "removed") {
        const to = movedTo(before, fact.waId, facts);
        for (const listener of this.departures) listener(fact.waId, to);
        this.forget(fact.waId, to);
        // The message box of the chat stores its draft once more when it disappears.
        setTimeout(() => this.forget(fact.waId, to), FORGET_AGAIN_MS);
      } else if (fact.kind === "messageStored") this.summaries.want(fact.message.wa_id, true);
    }
  }

  /** To be called before summaries are requested. @returns a function for the summaries in the answer */
  private asking(): (chats: readonly Chat[]) => void {
    const asked = this.turn;
    return (chats) => this.facts.addNow(...chats.map((chat): Fact => ({ kind: "chat", chat, asked })));
  }

  private live(fact: Fact): void {
    this.turn++;
    if (fact.kind === "messageStored") {
      this.sending.confirm(fact.message.id);
      if (fact.message.type === "incoming") for (const listener of this.arrivals) listener(fact.message);
    } else if (fact.kind === "messageChanged") {
      const { message } = fact;
      const emoji = reactionOf(message);
      const known = this.data.conversations.get(message.wa_id)?.items.find(({ id }) => id === message.id);
      if (known && emoji && emoji !== reactionOf(known)) {
        for (const listener of this.arrivals) listener(message, emoji);
      }
    }
    const turned = fact.kind === "chatRead" || fact.kind === "contact" || fact.kind === "presence";
    this.tell(turned ? { ...fact, turn: this.turn } : fact);
  }

  private caughtUp(facts: Fact[]): void {
    for (const fact of facts) if (fact.kind === "messageChanged") this.sending.confirm(fact.message.id);
    this.facts.addNow(...facts);
  }

  private async sync(since: string): Promise<Sync> {
    try {
      return await get<Sync>(`api/sync?include=notes&limit=500&since=${encodeURIComponent(since)}`);
    } catch (failure) {
      this.failed(failure);
      throw failure;
    }
  }

  private async reset(): Promise<void> {
    const found = this.asking();
    const page = await listChats("");
    this.conversations.clear();
    this.tell({ kind: "reset" });
    if (this.openChat) this.tell({ kind: "opened", waId: this.openChat });
    found(page.items);
    this.store.setState({ listed: true, listError: null, more: page.next });
    if (this.openChat) void this.conversations.reloadEnd(this.openChat);
    void this.team.load().catch(() => {});
  }

  // --- A chat --------------------------------------------------------------------------------------

  /** Shows a chat: loads its newest messages unless they are in memory. */
  async open(waId: string): Promise<void> {
    if (this.openChat !== waId) {
      this.openChat = waId;
      this.connection.enter(waId);
      this.showTyping(null);
    }
    this.summaries.want(waId, false);
    await this.conversations.open(waId);
  }

  close(): void {
    this.openChat = null;
    this.connection.enter(null);
  }

  reloadEnd(waId: string): Promise<void> {
    return this.conversations.reloadEnd(waId);
  }

  loadOlder(waId: string): Promise<void> {
    return this.conversations.loadOlder(waId);
  }

  loadNewer(waId: string): Promise<void> {
    return this.conversations.loadNewer(waId);
  }

  trim(waId: string): void {
    this.conversations.trim(waId);
  }

  /** Loads a message and those around it. @returns whether it is in memory now */
  async reach(waId: string, id: string): Promise<boolean> {
    await this.open(waId);
    return this.conversations.reach(waId, id);
  }

  /** Reports messages as read. @returns false if the report must be repeated later */
  async markRead(waId: string, seq: number): Promise<boolean> {
    if (!this.mayWrite) return true;
    try {
      await change("POST", `${chatPath(waId)}/read`, { up_to: seq });
      return true;
    } catch (failure) {
      return !this.failed(failure).temporary;
    }
  }

  typing(waId: string, typing: boolean): void {
    const payload = { chatId: waId, wa_id: this.user?.id ?? "agent", name: this.user?.name ?? "" };
    if (this.mayWrite) this.connection.say(typing ? "typing" : "stop-typing", payload);
  }

  // --- Writing -------------------------------------------------------------------------------------

  /** Resolves when the message is in the outbox, where it survives the tab; it is sent from there. */
  async send(written: Written): Promise<void> {
    await this.sending.add(written);
    const chat = this.data.chats.get(written.waId)?.chat;
    // The first user who answers becomes the assignee.
    if (this.user && chat?.assignee === null && settingsStore.getState().claim) {
      this.team.update(written.waId, { assignee: "me" }).catch(() => {});
    }
    if (!this.asked) void navigator.storage?.persist?.();
    this.asked = true;
  }

  /** The newest `seq` in a chat that the user could see; a message written now expects it. Null if not known. */
  seen(waId: string): number | null {
    const conversation = this.data.conversations.get(waId);
    if (!conversation?.atEnd || conversation.older === undefined || conversation.gap) return null;
    return conversation.items.reduce((most, message) => Math.max(most, message.seq), 0);
  }

  /** Requests a message again, because its links to files are too old. */
  async refresh(id: string): Promise<void> {
    const message = await get<Message>(`api/messages/${encodeURIComponent(id)}`);
    this.tell({ kind: "refreshed", message });
  }

  async react(message: Message, emoji: string): Promise<void> {
    const content = { type: "reaction", message_id: message.id, emoji };
    const answer = await change<{ message: Message }>("POST", "api/send", { wa_id: message.wa_id, content });
    this.tell({ kind: "messageChanged", message: answer.message });
  }

  /** Sends a failed message again. @param atServer it failed at WhatsApp, not in this browser */
  async retry(id: string, atServer: boolean): Promise<void> {
    if (!atServer) await this.sending.retry(id);
    else await change("POST", `api/messages/${encodeURIComponent(id)}/retry`);
  }

  async discard(id: string): Promise<void> {
    await this.sending.discard(id);
  }

  setDraft(waId: string, text: string): void {
    this.drafts.write(waId, text);
    this.showDraft(waId, text);
  }

  /** Deletes what was begun in a chat, or moves it to the chat that has its messages now. */
  private forget(waId: string, to: string | undefined): void {
    this.replies.write(waId, "");
    for (const box of ["", " note"]) {
      const draft = this.drafts.read(waId + box);
      if (to && draft && !this.drafts.read(to + box)) this.setDraft(to + box, draft);
      this.setDraft(waId + box, "");
    }
  }

  // --- Small things --------------------------------------------------------------------------------

  private showTyping(name: string | null): void {
    clearTimeout(this.typingTimer);
    const typing = this.openChat && name !== null ? { waId: this.openChat, name } : null;
    this.store.setState({ typing });
    if (typing) this.typingTimer = setTimeout(() => this.store.setState({ typing: null }), TYPING_MS);
  }

  /** Waits for a time, or until the connection is back. @returns whether the connection is back */
  private pause(millis: number): Promise<boolean> {
    return new Promise((resolve) => {
      const wake = (): void => end(true);
      const end = (early: boolean): void => {
        clearTimeout(timer);
        this.wake.delete(wake);
        resolve(early);
      };
      const timer = setTimeout(() => end(false), millis);
      this.wake.add(wake);
    });
  }

  private readonly wakeUp = (): void => {
    for (const wake of [...this.wake]) wake();
    if (!this.ended) this.connection.connect();
    const { listError, pageErrors } = this.store.getState();
    if (listError) void this.list.load();
    if (this.openChat === null) return;
    if (pageErrors.has(this.openChat)) void this.reloadEnd(this.openChat);
    this.summaries.want(this.openChat, false);
  };

  private readonly askBeforeLeaving = (event: BeforeUnloadEvent): void => {
    if (this.unsaved.size > 0) event.preventDefault();
  };

  private readonly changedElsewhere = (event: StorageEvent): void => {
    // The requests of this tab would be those of the other user.
    if (this.drafts.isOfAnother(event.key, event.newValue)) return location.reload();
    const waId = this.drafts.chatOf(event.key);
    if (waId !== null) this.showDraft(waId, event.newValue ?? "");
  };

  private showDraft(waId: string, text: string): void {
    const { drafts } = this.store.getState();
    if ((drafts.get(waId) ?? "") === text) return;
    const changed = new Map(drafts);
    if (text === "") changed.delete(waId);
    else changed.set(waId, text);
    this.store.setState({ drafts: changed });
  }

  private failed(failure: unknown): ApiError {
    const error = failure instanceof ApiError ? failure : new ApiError(0, "internal", String(failure));
    if (error.status === 401) this.store.setState({ link: "signedOut" });
    return error;
  }

  private setPageError(waId: string, failure: ApiError | null): void {
    const error = failure && this.failed(failure);
    const errors = new Map(this.store.getState().pageErrors);
    if (error) errors.set(waId, error);
    else if (!errors.delete(waId)) return;
    this.store.setState({ pageErrors: errors });
  }
}
