import { Draft } from "./draft";
import { gone, insert, note, page, readMessages, refresh, status, trim } from "./messages";
import { type Data, EMPTY, type Fact } from "./model";
import { contact, lastGone, lastStatus, presence, readChat, snapshot, summarise } from "./summaries";

/** Applies facts in their order. A pure function: it does not change `data`, and returns it if nothing is new. */
export function reduce(data: Data, facts: readonly Fact[]): Data {
  let draft = new Draft(data);
  for (const fact of facts) {
    if (fact.kind === "reset") draft = new Draft(EMPTY);
    else apply(draft, fact);
  }
  return draft.result();
}

function apply(draft: Draft, fact: Exclude<Fact, { kind: "reset" }>): void {
  switch (fact.kind) {
    case "chat":
      return snapshot(draft, fact);
    case "messageStored":
      summarise(draft, fact.message, true);
      return insert(draft, fact.message);
    case "messageChanged":
      summarise(draft, fact.message, false);
      return insert(draft, fact.message);
    case "refreshed":
      return refresh(draft, fact.message);
    case "statusChanged":
      lastStatus(draft, fact.update);
      return status(draft, fact.update);
    case "chatRead":
      readChat(draft, fact.read, fact.turn ?? 0);
      return readMessages(draft, fact.read);
    case "contact":
      return contact(draft, fact);
    case "presence":
      return presence(draft, fact);
    case "removed":
      draft.deleteChat(fact.waId);
      return draft.setConversation(fact.waId, undefined);
    case "page":
      return page(draft, fact);
    case "note":
      return note(draft, fact.message);
    case "gone":
      gone(draft, fact.ids);
      return lastGone(draft, fact.ids, fact.waId);
    case "opened":
      if (!draft.conversation(fact.waId)) {
        draft.setConversation(fact.waId, { items: [], older: undefined, gap: false, atEnd: true, newer: null });
      }
      return;
    case "forgotten":
      for (const waId of fact.waIds) if (draft.conversation(waId)) draft.setConversation(waId, undefined);
      return;
    case "trimmed":
      return trim(draft, fact);
  }
}
