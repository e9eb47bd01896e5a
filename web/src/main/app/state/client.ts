import { io, type Socket } from "socket.io-client";
import { createStore, type StoreApi } from "zustand/vanilla";
import { ApiError, BASE, change, chatPath, get, getPage, listChats, listMessages } from "../api/http";
import type { CannedReply, Chat, ChatChange, Colleague, Label, Message, Sync, User } from "../api/types";
import { upload } from "../api/upload";
import { setServerTime } from "../lib/clock";
import { settingsStore } from "../lib/settings";
import { Database, type Outgoing } from "./database";
import { Drafts } from "./drafts";
import { listen } from "./events";
import { type Data, EMPTY, type Fact } from "./model";
import { Outbox, type Written } from "./outbox";
import { reduce } from "./reduce";

export type Link = "connecting" | "online" | "offline" | "signedOut";

/** What the page shows. Changed by the client only. */
export interface View {
  data: Data;
  link: Link;
  /** When the connection was lost, by `Date.now()`; null: it is there, or was never. */
  lostAt: number | null;
  listed: boolean;
  /** Why the list could not be loaded. */
  listError: ApiError | null;
  /** Path of the next page of the list. */
  more: string | null;
  outbox: ReadonlyMap<string, readonly Outgoing[]>;
  /** How far files of the outbox are uploaded, from 0 to 1, by the id of the message. */
  uploads: ReadonlyMap<string, number>;
  drafts: ReadonlyMap<string, string>;
  /** Who writes in the open chat. */
  typing: { waId: string; name: string } | null;
  viewers: { waId: string; people: { id: string; name: string }[] };
  /** Why a chat's messages could not be loaded, by chat. */
  pageErrors: ReadonlyMap<string, ApiError>;
  /** The server is of another version than this page. */
  updated: boolean;
  labels: readonly Label[];
  colleagues: readonly Colleague[];
  /** Canned replies; null: not asked for yet. */
  replies: readonly CannedReply[] | null;
}

/** A message that just came from a customer, for notifications and announcements. */
export type Arrival = (message: Message) => void;

const PAGE = 50;
const MOST_CHATS_IN_MEMORY = 20;
const MOST_MESSAGES_IN_MEMORY = 2_000;
const HIDDEN_TAB_MS = 250;
const ADOPT_MS = 20_000;
const MOST_EMPTY_PAGES = 20;
const TYPING_MS = 6_000;

const notePath = (note: Message): string => `${chatPath(note.wa_id)}/notes/${encodeURIComponent(note.id)}`;

/** Everything between the server and the page. Lives as long as somebody is signed in. */
export class Client {
  readonly store: StoreApi<View>;
  readonly drafts: Drafts;
  private readonly socket: Socket;
  private readonly facts: Fact[] = [];
  private scheduled = false;
  private position: string | null = null;
  private version: string | null = null;
  private held: { fact: Fact; position: string | undefined }[] | null = null;
  private readonly recent: string[] = [];
  private readonly loading = new Map<string, Promise<void>>();
  private typingTimer: ReturnType<typeof setTimeout> | undefined;
  private outbox: Outbox | null = null;
  private readonly outboxReady: Promise<Outbox>;
  private tellOutbox: (outbox: Outbox) => void = () => {};
  private adopting: ReturnType<typeof setInterval> | undefined;
  private database: Database | null = null;
  private wake: (() => void)[] = [];
  private readonly arrivals = new Set<Arrival>();
  private releaseLock: (() => void) | null = null;
  private ended = false;
  private openChat: string | null = null;

  /** Chats with files that were chosen and are only in this tab. */
  readonly unsaved = new Set<string>();

  /** @param user null: nobody has to sign in here */
  constructor(readonly user: User | null) {
    const owner = user?.id ?? "anonymous";
    this.drafts = new Drafts(localStorage, owner);
    this.store = createStore<View>(() => ({
      data: EMPTY,
      link: "connecting",
      lostAt: null,
      listed: false,
      listError: null,
      more: null,
      outbox: new Map(),
      uploads: new Map(),
      drafts: this.drafts.all(),
      typing: null,
      viewers: { waId: "", people: [] },
      pageErrors: new Map(),
      updated: false,
      labels: [],
      colleagues: [],
      replies: null,
    }));
    this.outboxReady = new Promise((resolve) => {
      this.tellOutbox = resolve;
    });
    this.socket = io({
      path: `${BASE}socket.io/`,
      transports: ["websocket", "polling"],
      autoConnect: false,
      reconnectionDelayMax: 5_000,
    });
    this.hear();
  }

  get mayWrite(): boolean {
    return this.user?.role !== "viewer";
  }

  /** Whether the page may be loaded again without a loss. */
  get idle(): boolean {
    return this.unsaved.size === 0 && (this.outbox?.idle ?? true);
  }

  get mayManage(): boolean {
    return this.user === null || this.user.role === "admin" || this.user.role === "owner";
  }

  /** Loads the list, connects, and takes up what earlier tabs left to send. */
  async start(): Promise<void> {
    addEventListener("storage", this.draftElsewhere);
    addEventListener("online", this.wakeUp);
    addEventListener("beforeunload", this.askBeforeLeaving);
    this.socket.connect();
    void this.startOutbox();
    await this.loadList();
    // Without them chats show neither; whoever opens a menu asks again.
    await this.loadTeam().catch(() => {});
  }

  /** Ends; nothing is shown or sent after that. */
  end(): void {
    this.ended = true;
    removeEventListener("storage", this.draftElsewhere);
    removeEventListener("online", this.wakeUp);
    removeEventListener("beforeunload", this.askBeforeLeaving);
    clearInterval(this.adopting);
    this.outbox?.stop();
    this.releaseLock?.();
    this.socket.disconnect();
    this.database?.close();
  }

  /** Signs out, and leaves nothing of this user in the browser. */
  async signOut(): Promise<void> {
    await change("POST", "api/logout");
    this.end();
    this.drafts.erase();
    await this.database?.erase();
  }

  onArrival(listener: Arrival): () => void {
    this.arrivals.add(listener);
    return () => this.arrivals.delete(listener);
  }

  // --- Facts ---------------------------------------------------------------------------------------

  tell(...facts: Fact[]): void {
    this.facts.push(...facts);
    if (this.scheduled) return;
    this.scheduled = true;
    const flush = (): void => this.flush();
    if (document.hidden) setTimeout(flush, HIDDEN_TAB_MS);
    else {
      // A tab that is hidden before the frame comes would wait for ever.
      const timer = setTimeout(flush, HIDDEN_TAB_MS);
      requestAnimationFrame(() => {
        clearTimeout(timer);
        flush();
      });
    }
  }

  private flush(): void {
    if (!this.scheduled || this.ended) return;
    this.scheduled = false;
    const facts = this.facts.splice(0);
    const before = this.store.getState().data;
    const data = reduce(before, facts);
    if (data === before) return;
    this.store.setState({ data });
    for (const [waId, conversation] of data.conversations) {
      if (conversation.gap && !before.conversations.get(waId)?.gap) void this.reloadEnd(waId);
    }
  }

  private hear(): void {
    const { socket } = this;
    listen(socket, {
      fact: (fact, position) => {
        if (this.held) this.held.push({ fact, position });
        else this.live(fact, position);
      },
      typing: (who, name, typing) => {
        if (!this.openChat) return;
        clearTimeout(this.typingTimer);
        const shown = typing ? { waId: this.openChat, name: name || who } : null;
        this.store.setState({ typing: shown });
        if (typing) this.typingTimer = setTimeout(() => this.store.setState({ typing: null }), TYPING_MS);
      },
      viewers: (waId, people) => this.store.setState({ viewers: { waId, people } }),
    });
    socket.on("connected", (told: { position?: string | null; version?: string; timestamp?: string }) => {
      setServerTime(Date.parse(told.timestamp ?? ""));
      if (told.version) {
        if (this.version && this.version !== told.version) this.store.setState({ updated: true });
        this.version ??= told.version;
      }
      this.store.setState({ link: "online", lostAt: null });
      this.wakeUp();
      if (this.openChat) socket.emit("join-chat", { chatId: this.openChat });
      if (socket.recovered) return;
      void this.catchUp(told.position ?? null);
    });
    socket.on("connect", () => {
      if (socket.recovered) {
        this.store.setState({ link: "online", lostAt: null });
        this.wakeUp();
      }
    });
    socket.on("disconnect", (reason) => {
      if (this.ended) return;
      this.store.setState({ link: "offline", lostAt: Date.now() });
      // Closed by the server: a sign-in that ended, or a restart. The client library leaves that alone.
      if (reason === "io server disconnect") socket.connect();
    });
    socket.on("connect_error", (error) => {
      if (error.message === "unauthorized") this.store.setState({ link: "signedOut" });
      else if (this.store.getState().link !== "offline") {
        this.store.setState({ link: "offline", lostAt: this.store.getState().lostAt ?? Date.now() });
      }
    });
  }

  private live(fact: Fact, position: string | undefined): void {
    if (position) this.position = position;
    if (fact.kind === "messageStored") {
      this.outbox?.confirm(fact.message.id);
      if (fact.message.type === "incoming") for (const listener of this.arrivals) listener(fact.message);
    }
    this.tell(fact);
  }

  /** Reads what changed since the last event that was applied. Events that come meanwhile wait. */
  private async catchUp(connectedAt: string | null): Promise<void> {
    if (this.position === null || this.position === connectedAt || this.held) {
      if (connectedAt && this.position === null) this.position = connectedAt;
      return;
    }
    this.held = [];
    try {
      for (;;) {
        const sync: Sync = await get<Sync>(
          `api/sync?include=notes&limit=500&since=${encodeURIComponent(this.position)}`,
        );
        this.position = sync.position;
        if (sync.reset) {
          this.tell({ kind: "forgotten", waIds: [...this.store.getState().data.conversations.keys()] });
          this.flush();
          await this.loadList();
          if (this.openChat) await this.open(this.openChat);
          break;
        }
        sync.messages.sort((one, other) => one.seq - other.seq);
        for (const message of sync.messages) {
          this.outbox?.confirm(message.id);
          this.tell({ kind: message.message_type === "note" ? "note" : "messageChanged", message });
        }
        this.tell(
          ...sync.chats.map((chat): Fact => ({ kind: "chat", chat })),
          ...sync.contacts.map((contact): Fact => ({ kind: "contact", contact })),
          ...(sync.removed ?? [])
            .filter((it) => it.kind === "contact" || it.kind === "chat")
            .map((it): Fact => ({ kind: "removed", waId: it.id })),
          {
            kind: "gone",
            ids: (sync.removed ?? []).filter((it) => it.kind === "message" || it.kind === "note").map((it) => it.id),
          },
        );
        if (!sync.more) break;
      }
    } catch {
      // The next connection asks again, from the same place.
    } finally {
      const held = this.held;
      this.held = null;
      for (const { fact, position } of held ?? []) this.live(fact, position);
    }
  }

  // --- The list ------------------------------------------------------------------------------------

  async loadList(): Promise<void> {
    try {
      this.position ??= (await get<{ position: string }>("api/sync")).position;
      const page = await listChats("");
      this.tell(...page.items.map((chat): Fact => ({ kind: "chat", chat })));
      this.flush();
      this.store.setState({ listed: true, listError: null, more: page.next });
    } catch (failure) {
      this.failed(failure, (error) => this.store.setState({ listError: error }));
    }
  }

  /** The next page of the list; one at a time. */
  loadMore(): Promise<void> {
    return this.once("list", async () => {
      const { more } = this.store.getState();
      if (!more) return;
      const page = await getPage<Chat>(more);
      this.tell(...page.items.map((chat): Fact => ({ kind: "chat", chat })));
      this.store.setState({ more: page.next });
    });
  }

  /**
   * Chats that the server finds for a filter; they join the list. A page may be empty although more follow.
   *
   * @param query such as `&unread=true`; null: `next` is given
   * @returns the path of the next page
   */
  async find(query: string, next: string | null, signal: AbortSignal): Promise<string | null> {
    let path = next;
    for (let pages = 0; pages < MOST_EMPTY_PAGES; pages++) {
      const page = path === null ? await listChats(query, signal) : await getPage<Chat>(path, signal);
      this.tell(...page.items.map((chat): Fact => ({ kind: "chat", chat })));
      path = page.next;
      if (path === null || page.items.length > 0) break;
    }
    return path;
  }

  // --- The team ------------------------------------------------------------------------------------

  /** Labels, and who can be asked to answer. */
  async loadTeam(): Promise<void> {
    const [labels, colleagues] = await Promise.all([get<Label[]>("api/labels"), get<Colleague[]>("api/colleagues")]);
    this.store.setState({ labels, colleagues });
  }

  async loadReplies(): Promise<void> {
    this.store.setState({ replies: await get<CannedReply[]>("api/replies") });
  }

  /** Changes how the team works on a chat. */
  async update(waId: string, changes: ChatChange): Promise<void> {
    const chat = await change<Chat>("PUT", chatPath(waId), changes);
    this.tell({ kind: "chat", chat });
  }

  // --- A chat --------------------------------------------------------------------------------------

  /** Shows a chat: loads its newest messages unless they are here. */
  async open(waId: string): Promise<void> {
    if (this.openChat !== waId) {
      if (this.openChat) this.socket.emit("leave-chat", { chatId: this.openChat });
      this.openChat = waId;
      this.store.setState({ typing: null });
      if (this.socket.connected) this.socket.emit("join-chat", { chatId: waId });
    }
    this.touch(waId);
    const known = this.store.getState().data.conversations.get(waId);
    if (known && known.older !== undefined) return;
    this.tell({ kind: "opened", waId });
    this.flush();
    await this.reloadEnd(waId);
  }

  close(): void {
    if (this.openChat) this.socket.emit("leave-chat", { chatId: this.openChat });
    this.openChat = null;
  }

  reloadEnd(waId: string): Promise<void> {
    return this.once(`end ${waId}`, async () => {
      try {
        const page = await listMessages(waId, PAGE);
        this.tell({ kind: "page", waId, messages: page.items, older: page.next, place: "end" });
        this.flush();
        this.setPageError(waId, null);
      } catch (failure) {
        this.failed(failure, (error) => this.setPageError(waId, error));
      }
    });
  }

  loadOlder(waId: string): Promise<void> {
    return this.once(`older ${waId}`, async () => {
      const older = this.store.getState().data.conversations.get(waId)?.older;
      if (!older) return;
      try {
        const page = await getPage<Message>(older);
        this.tell({ kind: "page", waId, messages: page.items, older: page.next, place: "before" });
        this.flush();
        this.setPageError(waId, null);
      } catch (failure) {
        this.failed(failure, (error) => this.setPageError(waId, error));
      }
    });
  }

  /** After a jump: the messages that follow those that are here. */
  loadNewer(waId: string): Promise<void> {
    return this.once(`newer ${waId}`, async () => {
      const newer = this.store.getState().data.conversations.get(waId)?.newer;
      if (!newer) return;
      try {
        const page = await getPage<Message>(newer);
        this.tell({ kind: "page", waId, messages: page.items, older: null, newer: page.next, place: "after" });
        this.flush();
        this.setPageError(waId, null);
      } catch (failure) {
        this.failed(failure, (error) => this.setPageError(waId, error));
      }
    });
  }

  /** Brings a message into memory. @returns whether it is there now */
  async reach(waId: string, id: string): Promise<boolean> {
    await this.open(waId);
    const here = (): boolean =>
      this.store
        .getState()
        .data.conversations.get(waId)
        ?.items.some((message) => message.id === id) ?? false;
    if (here()) return true;
    try {
      const around = await getPage<Message>(
        `${chatPath(waId)}?include=notes&limit=${PAGE}&around=${encodeURIComponent(id)}`,
      );
      if (around.items.some((message) => message.id === id)) {
        const { items: messages, next: older, prev: newer } = around;
        this.tell({ kind: "page", waId, messages, older, newer, place: "replace" });
        this.flush();
        return true;
      }
    } catch {
      // Then by the way that every server knows.
    }
    for (let pages = 0; pages < 20 && !here(); pages++) {
      if (!this.store.getState().data.conversations.get(waId)?.older) return false;
      await this.loadOlder(waId);
    }
    return here();
  }

  markRead(waId: string, seq: number): void {
    if (!this.mayWrite) return;
    change("POST", `${chatPath(waId)}/read`, { up_to: seq }).catch(() => {
      // The next message that is seen reports again.
    });
  }

  typing(waId: string, typing: boolean): void {
    const payload = { chatId: waId, wa_id: this.user?.id ?? "agent", name: this.user?.name ?? "" };
    if (this.socket.connected && this.mayWrite) this.socket.emit(typing ? "typing" : "stop-typing", payload);
  }

  // --- Writing -------------------------------------------------------------------------------------

  async send(written: Written): Promise<void> {
    const outbox = this.outbox ?? (await this.outboxReady);
    await outbox.add(written);
    const chat = this.store.getState().data.chats.get(written.waId)?.chat;
    // Who answers first, answers.
    if (this.user && chat?.assignee === null && settingsStore.getState().claim) {
      this.update(written.waId, { assignee: "me" }).catch(() => {});
    }
    void navigator.storage?.persist?.();
  }

  /** The newest `seq` of a chat that is here, to be expected by what is written now; null: that is not known. */
  seen(waId: string): number | null {
    const conversation = this.store.getState().data.conversations.get(waId);
    if (!conversation?.atEnd || conversation.older === undefined || conversation.gap) return null;
    return conversation.items.reduce((most, message) => Math.max(most, message.seq), 0);
  }

  /** Asks for a message again, whose links to files are too old. */
  async refresh(id: string): Promise<void> {
    const message = await get<Message>(`api/messages/${encodeURIComponent(id)}`);
    this.tell({ kind: "refreshed", message });
  }

  /** Writes down what the team is to know of a chat; the customer never sees it. */
  async addNote(waId: string, text: string): Promise<void> {
    const message = await change<Message>("POST", `${chatPath(waId)}/notes`, { text });
    this.tell({ kind: "note", message });
  }

  async changeNote(note: Message, text: string): Promise<void> {
    const message = await change<Message>("PUT", notePath(note), { text });
    this.tell({ kind: "note", message });
  }

  async removeNote(note: Message): Promise<void> {
    await change("DELETE", notePath(note));
    this.tell({ kind: "gone", ids: [note.id] });
  }

  async react(message: Message, emoji: string): Promise<void> {
    const content = { type: "reaction", message_id: message.id, emoji };
    const answer = await change<{ message: Message }>("POST", "api/send", { wa_id: message.wa_id, content });
    this.tell({ kind: "messageChanged", message: answer.message });
  }

  /** Sends again what failed: here, or at WhatsApp. */
  async retry(id: string, atServer: boolean): Promise<void> {
    if (!atServer) await this.outbox?.retry(id);
    else await change("POST", `api/messages/${encodeURIComponent(id)}/retry`);
  }

  async discard(id: string): Promise<void> {
    await this.outbox?.discard(id);
  }

  setDraft(waId: string, text: string): void {
    this.drafts.write(waId, text);
    const drafts = new Map(this.store.getState().drafts);
    if (text === "") drafts.delete(waId);
    else drafts.set(waId, text);
    this.store.setState({ drafts });
  }

  private async startOutbox(): Promise<void> {
    this.database = await Database.open(this.user?.id ?? "anonymous");
    const outbox = new Outbox({
      database: this.database,
      send: async (message) => {
        const body = {
          id: message.id,
          wa_id: message.waId,
          ...(message.content ? { content: message.content } : { text: message.text }),
          ...(message.replyTo ? { reply_to: message.replyTo } : {}),
          ...(message.expectSeq === null ? {} : { expect_seq: message.expectSeq }),
        };
        return (await change<{ message: Message }>("POST", "api/send", body)).message;
      },
      upload: async (message, file, signal) => {
        try {
          return (await upload(file.blob, file.name, signal, (share) => this.setUpload(message.id, share))).id;
        } finally {
          this.setUpload(message.id, null);
        }
      },
      stored: (message) => {
        this.tell({ kind: "messageStored", message });
        this.flush();
      },
      changed: (waiting) => this.store.setState({ outbox: waiting }),
      now: () => Date.now(),
      random: () => Math.random(),
      pause: (millis) =>
        new Promise((resolve) => {
          setTimeout(resolve, millis);
          this.wake.push(resolve);
        }),
    });
    this.outbox = outbox;
    outbox.start();
    this.tellOutbox(outbox);
    if (!navigator.locks) {
      await outbox.load(); // Ids make it harmless that two tabs send the same.
      outbox.start();
      return;
    }
    void navigator.locks.request(`parley-outbox-${this.user?.id ?? "anonymous"}`, async () => {
      // The tab that sent before is gone: this one takes over what it left.
      await outbox.load();
      outbox.start();
      // And from now on what tabs leave that are closed beside it.
      this.adopting = setInterval(() => {
        void outbox.load(ADOPT_MS).then(() => outbox.start());
      }, ADOPT_MS);
      return new Promise<void>((resolve) => {
        this.releaseLock = resolve;
      });
    });
  }

  // --- Small things --------------------------------------------------------------------------------

  private readonly wakeUp = (): void => {
    for (const wake of this.wake.splice(0)) wake();
    if (!this.socket.connected && !this.ended) this.socket.connect();
    if (this.store.getState().listError) void this.loadList();
  };

  private readonly askBeforeLeaving = (event: BeforeUnloadEvent): void => {
    if (this.unsaved.size > 0) event.preventDefault();
  };

  private readonly draftElsewhere = (event: StorageEvent): void => {
    const waId = this.drafts.chatOf(event.key);
    if (waId === null) return;
    const drafts = new Map(this.store.getState().drafts);
    if (event.newValue) drafts.set(waId, event.newValue);
    else drafts.delete(waId);
    this.store.setState({ drafts });
  };

  private setUpload(id: string, share: number | null): void {
    const uploads = new Map(this.store.getState().uploads);
    if (share === null) uploads.delete(id);
    else uploads.set(id, share);
    this.store.setState({ uploads });
  }

  private failed(failure: unknown, show: (error: ApiError) => void): void {
    const error = failure instanceof ApiError ? failure : new ApiError(0, "internal", String(failure));
    if (error.status === 401) this.store.setState({ link: "signedOut" });
    show(error);
  }

  private setPageError(waId: string, error: ApiError | null): void {
    const errors = new Map(this.store.getState().pageErrors);
    if (error) errors.set(waId, error);
    else if (!errors.delete(waId)) return;
    this.store.setState({ pageErrors: errors });
  }

  private once(name: string, task: () => Promise<void>): Promise<void> {
    const running = this.loading.get(name);
    if (running) return running;
    const started = task().finally(() => this.loading.delete(name));
    this.loading.set(name, started);
    return started;
  }

  /** Keeps the pages of the chats that were open last. */
  private touch(waId: string): void {
    const at = this.recent.indexOf(waId);
    if (at >= 0) this.recent.splice(at, 1);
    this.recent.push(waId);
    const forgotten = this.recent.splice(0, Math.max(0, this.recent.length - MOST_CHATS_IN_MEMORY));
    // A chat that grew for days while it was open is read again when it is next opened.
    for (const [id, conversation] of this.store.getState().data.conversations) {
      if (id !== waId && conversation.items.length > MOST_MESSAGES_IN_MEMORY) forgotten.push(id);
    }
    if (forgotten.length > 0) this.tell({ kind: "forgotten", waIds: forgotten });
  }
}
