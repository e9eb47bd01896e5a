import type { Socket } from "socket.io-client";
import type { BulkRead, Contact, Message, StatusUpdate } from "../api/types";
import type { Fact } from "./model";

/** Receives the events of the socket, most of them as facts. Malformed events are skipped. */
export interface EventTarget {
  fact(fact: Fact, position: string | undefined): void;
  typing(waId: string, name: string, typing: boolean): void;
  viewers(waId: string, people: { id: string; name: string }[]): void;
}

type Payload = Record<string, unknown>;

function isObject(value: unknown): value is Payload {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function isMessage(value: Payload): boolean {
  return typeof value.id === "string" && typeof value.wa_id === "string" && typeof value.seq === "number";
}

export function listen(socket: Socket, target: EventTarget): void {
  const on = (event: string, handle: (payload: Payload, position: string | undefined) => void): void => {
    socket.on(event, (payload: unknown) => {
      if (isObject(payload)) handle(payload, text(payload.position) || undefined);
    });
  };
  on("newMessage", (payload, position) => {
    if (isMessage(payload)) {
      target.fact({ kind: "messageStored", message: payload as unknown as Message }, position);
    }
  });
  on("messageUpdated", (payload, position) => {
    if (isMessage(payload)) {
      target.fact({ kind: "messageChanged", message: payload as unknown as Message }, position);
    }
  });
  on("noteUpdated", (payload, position) => {
    if (isMessage(payload)) target.fact({ kind: "note", message: payload as unknown as Message }, position);
  });
  on("removed", (payload, position) => {
    if (typeof payload.wa_id !== "string") return;
    const waId = payload.wa_id;
    if (payload.kind === "chat") target.fact({ kind: "removed", waId }, position);
    else if ((payload.kind === "message" || payload.kind === "note") && Array.isArray(payload.ids)) {
      target.fact({ kind: "gone", ids: payload.ids.map(text), waId }, position);
    }
  });
  on("chatHidden", (payload, position) => {
    if (typeof payload.wa_id === "string") target.fact({ kind: "removed", waId: payload.wa_id }, position);
  });
  on("messageStatusUpdate", (payload, position) => {
    if (payload.type === "bulk_read" && Array.isArray(payload.ids)) {
      target.fact({ kind: "chatRead", read: payload as unknown as BulkRead }, position);
    } else if (typeof payload.id === "string" && typeof payload.rev === "number") {
      target.fact({ kind: "statusChanged", update: payload as unknown as StatusUpdate }, position);
    }
  });
  on("contactUpdated", (payload, position) => {
    if (typeof payload.wa_id === "string") {
      target.fact({ kind: "contact", contact: payload as unknown as Contact }, position);
    }
  });
  on("chatUpdated", (payload, position) => {
    if (typeof payload.wa_id === "string" && typeof payload.rev === "number") {
      target.fact({ kind: "chat", chat: payload as never }, position);
    }
  });
  on("userOnlineStatus", (payload, position) => {
    if (typeof payload.wa_id === "string" && typeof payload.rev === "number") {
      const lastSeen = text(payload.last_seen) || null;
      const online = payload.is_online === true;
      target.fact({ kind: "presence", waId: payload.wa_id, online, lastSeen, rev: payload.rev }, position);
    }
  });
  on("userTyping", (payload) => {
    const by = isObject(payload.by) ? text(payload.by.name) : "";
    target.typing(text(payload.wa_id), by || text(payload.name), payload.isTyping === true);
  });
  on("chatViewers", (payload) => {
    const people = Array.isArray(payload.viewers) ? payload.viewers : [];
    target.viewers(
      text(payload.chatId),
      people.filter(isObject).map((person) => ({ id: text(person.id), name: text(person.name) })),
    );
  });
}
