import { change, chatPath, get } from "../api/http";
import type { CannedReply, Chat, ChatChange, Colleague, Label, Message } from "../api/types";
import type { Fact } from "./model";
import type { View } from "./view";

/** The functions and data outside of this module that teamwork needs. */
export interface TeamworkWorld {
  /** To be called before summaries are requested. @returns a function for the summaries in the answer */
  asking(): (chats: readonly Chat[]) => void;
  show(change: Partial<Pick<View, "labels" | "colleagues" | "teams" | "replies">>): void;
  tell(fact: Fact): void;
}

const notePath = (note: Message): string => `${chatPath(note.wa_id)}/notes/${encodeURIComponent(note.id)}`;

/** The requests about teamwork: labels, assignees, states, canned replies and notes. */
export class Teamwork {
  constructor(private readonly world: TeamworkWorld) {}

  /** Loads the labels, and the users and teams to whom chats can be assigned. */
  async load(): Promise<void> {
    const [labels, colleagues, teams] = await Promise.all([
      get<Label[]>("api/labels"),
      get<Colleague[]>("api/colleagues"),
      get<string[]>("api/teams").catch(() => []), // an older server
    ]);
    this.world.show({ labels, colleagues, teams });
  }

  async loadReplies(): Promise<void> {
    this.world.show({ replies: await get<CannedReply[]>("api/replies") });
  }

  /** Changes how the team works on a chat. */
  async update(waId: string, changes: ChatChange): Promise<void> {
    const found = this.world.asking();
    found([await change<Chat>("PUT", chatPath(waId), changes)]);
  }

  /** Adds a note for the team to a chat; the customer never sees it. */
  async addNote(waId: string, text: string): Promise<void> {
    const message = await change<Message>("POST", `${chatPath(waId)}/notes`, { text });
    this.world.tell({ kind: "note", message });
  }

  async changeNote(note: Message, text: string): Promise<void> {
    const message = await change<Message>("PUT", notePath(note), { text });
    this.world.tell({ kind: "note", message });
  }

  async removeNote(note: Message): Promise<void> {
    await change("DELETE", notePath(note));
    this.world.tell({ kind: "gone", ids: [note.id], waId: note.wa_id });
  }
}
