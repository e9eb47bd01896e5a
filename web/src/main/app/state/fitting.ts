import { type ChatEntry, type Data, EMPTY } from "./model";
import { compareChats, placeOf } from "./order";

/** If more chats than this change at once, all chats are checked: that is cheaper. */
const MOST_SINGLE = 200;

/** The chats that fit a filter, in the order of the list. If some chats change, only these are checked again. */
export class Fitting {
  private chats = EMPTY.chats;
  private ids: readonly string[] = [];

  constructor(private readonly fits: (entry: ChatEntry) => boolean) {}

  /** The chats of `data` that fit; the same array as before if they and their order have not changed. */
  of(data: Data): readonly string[] {
    const before = this.chats;
    const { chats } = data;
    this.chats = chats;
    const changed: string[] = [];
    for (const waId of chats.changedSince(before)) {
      changed.push(waId);
      if (changed.length > MOST_SINGLE) {
        this.ids = data.order.filter((id) => this.fits(chats.get(id) as ChatEntry));
        return this.ids;
      }
    }
    const left: ChatEntry[] = [];
    const entered: ChatEntry[] = [];
    for (const waId of changed) {
      const old = before.get(waId);
      const now = chats.get(waId);
      const was = old && this.fits(old) ? old : undefined;
      const is = now && this.fits(now) ? now : undefined;
      if (was && is && compareChats(was.chat, is.chat) === 0) continue;
      if (was) left.push(was);
      if (is) entered.push(is);
    }
    if (left.length === 0 && entered.length === 0) return this.ids;
    const ids = [...this.ids];
    for (const { chat } of left) ids.splice(placeOf(ids, chat, before), 1);
    for (const { chat } of entered) ids.splice(placeOf(ids, chat, chats), 0, chat.wa_id);
    this.ids = ids;
    return ids;
  }
}
