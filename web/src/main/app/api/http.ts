import type { Chat, Message } from "./types";

/** The address of Parley, with a slash at its end: `/`, or `/parley/` below the prefix of a proxy. */
export const BASE = import.meta.env.DEV ? "/" : new URL(/* @vite-ignore */ "../", import.meta.url).pathname;

/** A refusal by the server, or the reason why the server could not be reached. */
export class ApiError extends Error {
  /** @param status 0: the server was not reached */
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly requestId?: string,
    readonly details: { field?: string; problem?: string }[] = [],
    readonly body?: unknown,
  ) {
    super(message);
  }

  /** Whether the same request may succeed later without a change. */
  get temporary(): boolean {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

export interface Page<T> {
  items: T[];
  /** The path of the next page. */
  next: string | null;
  /** The path of the page in the other direction, if there is one. */
  prev: string | null;
}

const PATIENCE_MS = 30_000;

async function answer(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<Response> {
  const patience = AbortSignal.timeout(PATIENCE_MS);
  let response: Response;
  try {
    const init: RequestInit = {
      method,
      signal: signal ? AbortSignal.any([signal, patience]) : patience,
      credentials: "same-origin",
      headers: { Accept: "application/json" },
    };
    if (body !== undefined) {
      init.body = JSON.stringify(body);
      init.headers = { Accept: "application/json", "Content-Type": "application/json" };
    }
    response = await fetch(BASE + path.replace(/^\//, ""), init);
  } catch {
    throw unreachable();
  }
  if (response.ok) return response;
  // A proxy in between answers with a page of its own.
  throw refusal(response.status, await response.json().catch(() => null));
}

const unreachable = (): ApiError => new ApiError(0, "unreachable", "Parley cannot be reached");

/** The body of a success. A body that is not JSON comes from a network that asks for a sign-in, or was cut off. */
async function parsed<T>(response: Response): Promise<T> {
  try {
    return (await response.json()) as T;
  } catch {
    throw unreachable();
  }
}

/** The error for an answer that is not a success. @param parsed its body, which may be anything */
export function refusal(status: number, parsed: unknown): ApiError {
  const body = typeof parsed === "object" && parsed !== null ? (parsed as Record<string, unknown>) : {};
  return new ApiError(
    status,
    typeof body.code === "string" ? body.code : "internal",
    typeof body.error === "string" ? body.error : `The server answered ${status}`,
    typeof body.requestId === "string" ? body.requestId : undefined,
    Array.isArray(body.details) ? (body.details as { field?: string; problem?: string }[]) : [],
    body,
  );
}

export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  return parsed<T>(await answer("GET", path, undefined, signal));
}

export async function getPage<T>(path: string, signal?: AbortSignal): Promise<Page<T>> {
  const response = await answer("GET", path, undefined, signal);
  const links = response.headers.get("Link") ?? "";
  const items = await parsed<T[]>(response);
  return { items, next: linked(links, "next"), prev: linked(links, "prev") };
}

function linked(links: string, name: "next" | "prev"): string | null {
  const path = new RegExp(`<([^>]*)>;\\s*rel="${name}"`).exec(links)?.[1] ?? null;
  // The link may have the prefix of the proxy, and BASE has it too.
  return path?.startsWith(BASE) ? path.slice(BASE.length) : path;
}

export async function change<T>(method: "POST" | "PUT" | "DELETE", path: string, body?: unknown): Promise<T> {
  const response = await answer(method, path, body);
  return response.status === 204 ? (undefined as T) : parsed<T>(response);
}

export const chatPath = (waId: string): string => `api/chats/${encodeURIComponent(waId)}`;

export const listChats = (query: string, signal?: AbortSignal): Promise<Page<Chat>> =>
  getPage<Chat>(`api/chats?messages=0&limit=100${query}`, signal);

export const listMessages = (waId: string, limit: number): Promise<Page<Message>> =>
  getPage<Message>(`${chatPath(waId)}?include=notes&limit=${limit}`);
