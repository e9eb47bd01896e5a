import type { StatusUpdate } from "../api/types";
import type { ChatEntry, Conversation, Data } from "./model";
import { compareChats, placeOf } from "./order";
import type { ShardsDraft } from "./shards";

const MOST_LATE = 500;

/** The changes of a batch of facts: each part of the data that changes is copied at most once. */
export class Draft {
  private chats: ShardsDraft<ChatEntry> | undefined;
  private order: string[] | undefined;
  private conversations: Map<string, Conversation> | undefined;
  private late: Map<string, StatusUpdate> | undefined;
  private unread: number;

  constructor(private readonly before: Data) {
    this.unread = before.unread;
  }

  readChats(): { get(waId: string): ChatEntry | undefined } {
    return this.chats ?? this.before.chats;
  }

  readOrder(): readonly string[] {
    return this.order ?? this.before.order;
  }

  readConversations(): ReadonlyMap<string, Conversation> {
    return this.conversations ?? this.before.conversations;
  }

  conversation(waId: string): Conversation | undefined {
    return (this.conversations ?? this.before.conversations).get(waId);
  }

  waiting(id: string): StatusUpdate | undefined {
    return (this.late ?? this.before.late).get(id);
  }

  /** Adds or replaces a chat, and moves it to its place in the list. */
  setChat(waId: string, entry: ChatEntry): void {
    this.chats ??= this.before.chats.change();
    const known = this.chats.get(waId);
    const stays = known !== undefined && compareChats(known.chat, entry.chat) === 0;
    if (known && !stays) this.leave(known);
    this.unread += noise(entry) - noise(known);
    this.chats.set(waId, entry);
    if (!stays) {
      this.order ??= [...this.before.order];
      this.order.splice(placeOf(this.order, entry.chat, this.chats), 0, waId);
    }
  }

  deleteChat(waId: string): void {
    const known = this.readChats().get(waId);
    if (!known) return;
    this.leave(known);
    this.unread -= noise(known);
    this.chats ??= this.before.chats.change();
    this.chats.delete(waId);
  }

  setConversation(waId: string, conversation: Conversation | undefined): void {
    this.conversations ??= new Map(this.before.conversations);
    if (conversation) this.conversations.set(waId, conversation);
    else this.conversations.delete(waId);
  }

  setLate(update: StatusUpdate): void {
    this.late ??= new Map(this.before.late);
    this.late.delete(update.id);
    this.late.set(update.id, update);
    if (this.late.size > MOST_LATE) this.late.delete(this.late.keys().next().value as string);
  }

  result(): Data {
    const { before } = this;
    if (!this.chats && !this.order && !this.conversations && !this.late) return before;
    return {
      chats: this.chats?.result() ?? before.chats,
      order: this.order ?? before.order,
      conversations: this.conversations ?? before.conversations,
      late: this.late ?? before.late,
      unread: this.unread,
    };
  }

  private leave(entry: ChatEntry): void {
    this.order ??= [...this.before.order];
    this.order.splice(placeOf(this.order, entry.chat, this.readChats()), 1);
  }
}

/** How much a chat adds to the number of unread chats: 0 or 1. */
function noise(entry: ChatEntry | undefined): number {
  return entry && entry.unread > 0 && !entry.chat.muted ? 1 : 0;
}
