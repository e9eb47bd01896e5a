import { type ChatEntry, type Data, EMPTY } from "./model";
import { compareChats, placeOf } from "./order";

/** Of more changes at once all chats are looked at: that is cheaper. */
const MOST_SINGLE = 200;

/** The chats that fit a filter, in the order of the list. A change of some costs nothing for the others. */
export class Fitting {
  private data = EMPTY;
  private ids: readonly string[] = [];

  constructor(private readonly fits: (entry: ChatEntry) => boolean) {}

  /** Those of `data`; the same array as before where they stand as they stood. */
  of(data: Data): readonly string[] {
    const before = this.data;
    this.data = data;
    const changed: string[] = [];
    for (const waId of data.chats.changedSince(before.chats)) {
      changed.push(waId);
      if (changed.length > MOST_SINGLE) {
        this.ids = data.order.filter((id) => this.fits(data.chats.get(id) as ChatEntry));
        return this.ids;
      }
    }
    const left: ChatEntry[] = [];
    const entered: ChatEntry[] = [];
    for (const waId of changed) {
      const old = before.chats.get(waId);
      const now = data.chats.get(waId);
      const was = old && this.fits(old) ? old : undefined;
      const is = now && this.fits(now) ? now : undefined;
      if (was && is && compareChats(was.chat, is.chat) === 0) continue;
      if (was) left.push(was);
      if (is) entered.push(is);
    }
    if (left.length === 0 && entered.length === 0) return this.ids;
    const ids = [...this.ids];
    for (const { chat } of left) ids.splice(placeOf(ids, chat, before.chats), 1);
    for (const { chat } of entered) ids.splice(placeOf(ids, chat, data.chats), 0, chat.wa_id);
    this.ids = ids;
    return ids;
  }
}
