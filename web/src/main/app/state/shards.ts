/** The number of small maps over which the keys are spread; a change copies one of them. */
const SHARDS = 512;

function shardOf(key: string): number {
  let hash = 0;
  for (let i = 0; i < key.length; i++) hash = (hash * 31 + key.charCodeAt(i)) | 0;
  return hash & (SHARDS - 1);
}

/**
 * An immutable map. With 100,000 entries, a changed copy costs as much as copying some hundred entries; `new Map(all)`
 * takes longer than a frame.
 */
export class Shards<T> {
  static empty<T>(): Shards<T> {
    return new Shards(new Array<ReadonlyMap<string, T>>(SHARDS).fill(new Map()), 0);
  }

  private constructor(
    private readonly shards: readonly ReadonlyMap<string, T>[],
    readonly size: number,
  ) {}

  get(key: string): T | undefined {
    return this.shards[shardOf(key)]?.get(key);
  }

  has(key: string): boolean {
    return this.shards[shardOf(key)]?.has(key) ?? false;
  }

  *values(): IterableIterator<T> {
    for (const shard of this.shards) yield* shard.values();
  }

  /** The keys whose values differ from those in `before`. Parts that both share are skipped. */
  *changedSince(before: Shards<T>): IterableIterator<string> {
    for (const [at, shard] of this.shards.entries()) {
      const old = before.shards[at];
      if (!old || old === shard) continue;
      for (const [key, value] of shard) if (old.get(key) !== value) yield key;
      for (const key of old.keys()) if (!shard.has(key)) yield key;
    }
  }

  /** A copy to be changed. */
  change(): ShardsDraft<T> {
    return new ShardsDraft(this.shards, this.size, (shards, size) => new Shards(shards, size));
  }
}

/** Collects changes of a map, and makes the changed map. */
export class ShardsDraft<T> {
  private readonly own = new Map<number, Map<string, T>>();

  constructor(
    private readonly before: readonly ReadonlyMap<string, T>[],
    private size: number,
    private readonly made: (shards: readonly ReadonlyMap<string, T>[], size: number) => Shards<T>,
  ) {}

  get(key: string): T | undefined {
    const shard = shardOf(key);
    return (this.own.get(shard) ?? this.before[shard])?.get(key);
  }

  set(key: string, value: T): void {
    const shard = this.shard(key);
    if (!shard.has(key)) this.size++;
    shard.set(key, value);
  }

  delete(key: string): void {
    if (this.shard(key).delete(key)) this.size--;
  }

  result(): Shards<T> {
    const shards = [...this.before];
    for (const [at, shard] of this.own) shards[at] = shard;
    return this.made(shards, this.size);
  }

  private shard(key: string): Map<string, T> {
    const at = shardOf(key);
    let shard = this.own.get(at);
    if (!shard) {
      shard = new Map(this.before[at]);
      this.own.set(at, shard);
    }
    return shard;
  }
}
