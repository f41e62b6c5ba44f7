/** Transfers that have begun, kept in the browser: the same file chosen again goes on where it stopped. */
import type { TableName, UploadAsk } from '@/api/types';

export interface FileLike {
  readonly name: string;
  readonly size: number;
  readonly lastModified: number;
}

export interface Begun {
  readonly table: TableName;
  readonly lastModified: number;
  readonly ask: UploadAsk;
  /** Repeats the same request, so that the server answers with the same upload. */
  readonly key: string;
  readonly uploadId: string | null;
  readonly at: number;
  /** Share that had arrived, 0 to 1. */
  readonly share: number;
}

type Kept = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

const PREFIX = 'smartretail-upload';
const KEEP_MS = 6 * 24 * 3600 * 1000;

/** Begun transfers of one tenant's person in this browser. */
export class Memory {
  readonly #storage: Kept;
  readonly #owner: string;
  readonly #now: () => number;

  constructor(storage: Kept, owner: string, now: () => number = Date.now) {
    this.#storage = storage;
    this.#owner = owner;
    this.#now = now;
  }

  /** What was begun for this very file and table, if it is not too old. */
  find(file: FileLike, table: TableName, mends?: string): Begun | null {
    return this.#read(this.#key(file, table, mends));
  }

  keep(begun: Begun): void {
    const { ask, lastModified, table } = begun;
    const file = { name: ask.file_name, size: ask.size_bytes, lastModified };
    try {
      this.#storage.setItem(this.#key(file, table, ask.mends), JSON.stringify(begun));
    } catch {
      return; // A full storage costs the resuming after a reload, not the transfer.
    }
  }

  forget(begun: Begun): void {
    const { ask, lastModified, table } = begun;
    const file = { name: ask.file_name, size: ask.size_bytes, lastModified };
    this.#storage.removeItem(this.#key(file, table, ask.mends));
  }

  /** Everything begun and not finished, newest first. */
  all(): readonly Begun[] {
    const keys = Array.from({ length: this.#storage.length }, (_, index) => this.#storage.key(index));
    const mine = keys.filter((key) => key?.startsWith(`${PREFIX}|${this.#owner}|`));
    return mine.flatMap((key) => this.#read(key as string) ?? []).toSorted((one, two) => two.at - one.at);
  }

  #key({ name, size, lastModified }: FileLike, table: TableName, mends?: string): string {
    return [PREFIX, this.#owner, table, mends ?? '', size, lastModified, name].join('|');
  }

  #read(key: string): Begun | null {
    try {
      const begun = JSON.parse(this.#storage.getItem(key) ?? 'null') as Begun | null;
      if (begun && this.#now() - begun.at > KEEP_MS) {
        this.#storage.removeItem(key);
        return null;
      }
      return begun;
    } catch {
      return null;
    }
  }
}
