import type { ApiError } from "../api/http";
import type { CannedReply, Colleague, Label } from "../api/types";
import type { Outgoing } from "./database";
import { type Data, EMPTY } from "./model";

export type Link = "connecting" | "online" | "offline" | "signedOut";

/** The data that the page shows. Only the client changes it. */
export interface View {
  data: Data;
  link: Link;
  /** When the connection was lost, by `Date.now()`; null: it is open, or was never opened. */
  lostAt: number | null;
  listed: boolean;
  /** Why the list could not be loaded. */
  listError: ApiError | null;
  /** Path of the next page of the list. */
  more: string | null;
  outbox: ReadonlyMap<string, readonly Outgoing[]>;
  /** The progress of uploads of the outbox, from 0 to 1, by the id of the message. */
  uploads: ReadonlyMap<string, number>;
  drafts: ReadonlyMap<string, string>;
  /** The person who is typing in the open chat. */
  typing: { waId: string; name: string } | null;
  viewers: { waId: string; people: { id: string; name: string }[] };
  /** The reasons why chats' messages could not be loaded, by chat. */
  pageErrors: ReadonlyMap<string, ApiError>;
  /** Whether the server has another version than this page. */
  updated: boolean;
  labels: readonly Label[];
  colleagues: readonly Colleague[];
  teams: readonly string[];
  /** Canned replies; null: not requested yet. */
  replies: readonly CannedReply[] | null;
}

/** The view before anything was loaded. */
export function blank(drafts: ReadonlyMap<string, string>): View {
  return {
    data: EMPTY,
    link: "connecting",
    lostAt: null,
    listed: false,
    listError: null,
    more: null,
    outbox: new Map(),
    uploads: new Map(),
    drafts,
    typing: null,
    viewers: { waId: "", people: [] },
    pageErrors: new Map(),
    updated: false,
    labels: [],
    colleagues: [],
    teams: [],
    replies: null,
  };
}
