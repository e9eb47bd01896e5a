const USER = "parley:user";

/** Texts that are not sent yet, by chat. Each change is also written to the browser's storage, which other tabs see. */
export class Drafts {
  private readonly prefix: string;

  constructor(
    private readonly storage: Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">,
    private readonly user: string,
    kind = "draft",
  ) {
    this.prefix = `parley:${user}:${kind}:`;
  }

  /** Lets the other tabs know who uses this browser now. */
  claim(): void {
    this.put(USER, this.user);
  }

  /** Whether a storage event says that somebody else has signed in. */
  isOfAnother(key: string | null, value: string | null): boolean {
    return key === USER && value !== null && value !== this.user;
  }

  read(waId: string): string {
    try {
      return this.storage.getItem(this.prefix + waId) ?? "";
    } catch {
      return "";
    }
  }

  /** An empty text removes the draft. If the storage is full or forbidden, the draft stays in memory only. */
  write(waId: string, text: string): void {
    this.put(this.prefix + waId, text);
  }

  all(): Map<string, string> {
    const drafts = new Map<string, string>();
    try {
      for (let i = 0; i < this.storage.length; i++) {
        const key = this.storage.key(i);
        if (key?.startsWith(this.prefix)) {
          drafts.set(key.slice(this.prefix.length), this.storage.getItem(key) ?? "");
        }
      }
    } catch {
      // Without a storage there are no earlier drafts.
    }
    return drafts;
  }

  /** The chat whose draft is stored under `key`; null for any other key. */
  chatOf(key: string | null): string | null {
    return key?.startsWith(this.prefix) ? key.slice(this.prefix.length) : null;
  }

  erase(): void {
    for (const waId of this.all().keys()) this.write(waId, "");
    this.put(USER, "");
  }

  private put(key: string, value: string): void {
    try {
      if (value === "") this.storage.removeItem(key);
      else this.storage.setItem(key, value);
    } catch {
      // The text stays in the page.
    }
  }
}
