import { afterEach, describe, expect, it, vi } from "vitest";
import { change, get, getPage } from "../main/app/api/http";

const PAGE = "<!doctype html><title>Sign in to this network</title>";

afterEach(() => vi.unstubAllGlobals());

describe("an answer", () => {
  it("that is a page of the network does not count as an answer", async () => {
    vi.stubGlobal("fetch", () => Promise.resolve(new Response(PAGE, { headers: { "Content-Type": "text/html" } })));

    for (const asked of [get("api/me"), getPage("api/chats"), change("POST", "api/send", {})]) {
      await expect(asked).rejects.toMatchObject({ code: "unreachable", temporary: true });
    }
  });

  it("of a proxy that is overloaded is temporary", async () => {
    vi.stubGlobal("fetch", () => Promise.resolve(new Response(PAGE, { status: 502 })));

    await expect(get("api/me")).rejects.toMatchObject({ status: 502, code: "internal", temporary: true });
  });

  it("has the paths of the next and the previous page", async () => {
    const Link = '</api/chats?cursor=b>; rel="next", </api/chats?cursor=a>; rel="prev"';
    vi.stubGlobal("fetch", () => Promise.resolve(new Response("[1]", { headers: { Link } })));

    expect(await getPage("api/chats")).toEqual({ items: [1], next: "api/chats?cursor=b", prev: "api/chats?cursor=a" });
  });
});
