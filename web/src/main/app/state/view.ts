import type { ApiError } from "../api/http";
import type { CannedReply, Colleague, Label } from "../api/types";
import type { Outgoing } from "./database";
import { type Data, EMPTY } from "./model";

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
  teams: readonly string[];
  /** Canned replies; null: not asked for yet. */
  replies: readonly CannedReply[] | null;
}

/** Before anything is known. */
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
