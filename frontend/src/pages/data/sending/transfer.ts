/** One file on its way: asks for an address, sends it whole or in parts, pauses, goes on, gives up. */
import { ApiProblem, newIdempotencyKey } from '@/api/client';
import type { PartList, TableName, UploadTicket } from '@/api/types';
import { backoff, bytesOf, partRange, secondsLeft, speedOf, withMark, type Mark } from './parts';
import { PutRefused, stopped } from './put';
import type { Begun, Memory } from './remember';
import type { Snapshot, World } from './world';

const AT_ONCE = 3;
const MOST_ATTEMPTS = 6;

interface Address {
  readonly url: string;
  readonly until: number;
}

/** A transfer; `subscribe` and `snapshot` are what React needs. */
export class Transfer {
  readonly file: File;
  readonly table: TableName;
  readonly #world: World;
  readonly #memory: Memory;
  #begun: Begun;
  #snapshot: Snapshot;
  #marks: readonly Mark[] = [];
  #abort = new AbortController();
  #flying = new Map<number, number>();
  #received = new Set<number>();
  #addresses = new Map<number, Address>();
  readonly #listeners = new Set<() => void>();

  constructor(world: World, memory: Memory, file: File, begun: Begun) {
    this.file = file;
    this.table = begun.table;
    this.#world = world;
    this.#memory = memory;
    this.#begun = begun;
    this.#snapshot = {
      phase: 'waiting',
      sent: 0,
      size: file.size,
      speed: null,
      secondsLeft: null,
      pausable: false,
      resumed: begun.share > 0,
      error: null,
      uploadId: begun.uploadId,
    };
  }

  readonly snapshot = (): Snapshot => this.#snapshot;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Sends until done, paused or failed; also goes on after a pause or a failure. */
  async run(): Promise<void> {
    this.#abort = new AbortController();
    this.#marks = [];
    this.#show({ phase: 'sending', error: null });
    try {
      await this.#send();
      this.#memory.forget(this.#begun);
      this.#show({ phase: 'done', sent: this.file.size, secondsLeft: null });
    } catch (error) {
      if (this.#abort.signal.aborted) return;
      this.#abort.abort();
      this.#show({ phase: 'failed', error: error as Error, speed: null, secondsLeft: null });
    }
  }

  pause(): void {
    this.#abort.abort();
    this.#show({ phase: 'paused', speed: null, secondsLeft: null });
  }

  /** Stops for good, and has the server forget what has arrived. */
  async cancel(): Promise<void> {
    this.#abort.abort();
    this.#memory.forget(this.#begun);
    const { uploadId } = this.#begun;
    if (uploadId) await this.#world.remove(uploadId).catch(() => undefined);
  }

  async #send(): Promise<void> {
    const known = this.#begun.uploadId && this.#begun.share > 0 ? await this.#resume(this.#begun.uploadId) : null;
    if (known) return this.#sendParts(this.#begun.uploadId as string, known);
    const ticket = await this.#ticket();
    this.#remember({ uploadId: ticket.upload_id });
    if (ticket.state !== 'awaiting_upload') return undefined;
    if (ticket.mode === 'multipart') {
      return this.#sendParts(ticket.upload_id, await this.#again(() => this.#world.parts(ticket.upload_id, this.#abort.signal)));
    }
    return this.#sendWhole(ticket);
  }

  /** The upload of this key; a new one where the earlier has been deleted since. */
  async #ticket(): Promise<UploadTicket> {
    const ask = () => this.#again(() => this.#world.request(this.table, this.#begun.ask, this.#begun.key));
    const ticket = await ask();
    if (ticket.state !== 'deleting' && ticket.state !== 'deleted') return ticket;
    this.#beginAnew();
    return ask();
  }

  #beginAnew(): void {
    this.#memory.forget(this.#begun);
    this.#begun = { ...this.#begun, key: newIdempotencyKey(), uploadId: null, share: 0 };
    this.#show({ resumed: false, sent: 0 });
  }

  /** What has arrived of an earlier attempt; null where its parts are joined already, or forgotten. */
  async #resume(uploadId: string): Promise<PartList | null> {
    try {
      return await this.#again(() => this.#world.parts(uploadId, this.#abort.signal));
    } catch (error) {
      if (!(error instanceof ApiProblem) || ![404, 409].includes(error.status)) throw error;
      if (error.status === 404) this.#beginAnew();
      return null;
    }
  }

  async #sendWhole(ticket: UploadTicket): Promise<void> {
    let fresh: UploadTicket | null = ticket;
    await this.#again(async () => {
      fresh ??= await this.#world.request(this.table, this.#begun.ask, this.#begun.key);
      const { upload_url: url, upload_headers: headers } = fresh;
      if (!url) return;
      fresh = null;
      await this.#world.put(url, headers, this.file, (bytes) => this.#progress(0, bytes), this.#abort.signal);
    });
  }

  async #sendParts(uploadId: string, list: PartList): Promise<void> {
    this.#received = new Set(list.received);
    this.#flying.clear();
    this.#learn(list);
    this.#show({ pausable: true, sent: this.#sent(list.part_bytes), resumed: list.received.length > 0 });
    const waiting = Array.from({ length: list.parts }, (_, index) => index + 1).filter((each) => !this.#received.has(each));
    const lane = async () => {
      for (let number = waiting.shift(); number !== undefined; number = waiting.shift()) {
        await this.#sendPart(uploadId, number, list.part_bytes);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
    await this.#again(() => this.#world.complete(uploadId));
  }

  async #sendPart(uploadId: string, number: number, partBytes: number): Promise<void> {
    const [start, end] = partRange(number, partBytes, this.file.size);
    await this.#again(async () => {
      const url = await this.#address(uploadId, number);
      if (url === null) return;
      const onBytes = (bytes: number) => this.#progress(number, bytes, partBytes);
      try {
        await this.#world.put(url, {}, this.file.slice(start, end), onBytes, this.#abort.signal);
      } catch (error) {
        this.#flying.delete(number);
        if (error instanceof PutRefused) this.#addresses.delete(number);
        throw error;
      }
    });
    this.#flying.delete(number);
    this.#received.add(number);
    this.#progress(number, 0, partBytes);
    this.#remember({ share: bytesOf(this.#received, partBytes, this.file.size) / this.file.size });
  }

  /** The address of a part, asked for again once it has expired; null when the part has arrived. */
  async #address(uploadId: string, number: number): Promise<string | null> {
    const known = this.#addresses.get(number);
    if (known && known.until > this.#world.now()) return known.url;
    const list = await this.#world.parts(uploadId, this.#abort.signal);
    this.#learn(list);
    if (list.received.includes(number)) return null;
    const fresh = this.#addresses.get(number);
    if (!fresh) throw new Error('no address');
    return fresh.url;
  }

  #learn(list: PartList): void {
    const until = this.#world.now() + (list.expires_in_seconds - 30) * 1000;
    for (const { number, url } of list.urls) this.#addresses.set(number, { url, until });
  }

  /** Repeats what may succeed the next time; waits while there is no network. */
  async #again<T>(attempt: () => Promise<T>): Promise<T> {
    for (let tries = 0; ; tries += 1) {
      try {
        return await attempt();
      } catch (error) {
        const { signal } = this.#abort;
        if (signal.aborted) throw stopped();
        if (hopeless(error) || tries + 1 >= MOST_ATTEMPTS) throw error;
        if (this.#world.isOnline()) await this.#world.sleep(backoff(tries), signal);
        else await this.#waitForNetwork(signal);
      }
    }
  }

  async #waitForNetwork(signal: AbortSignal): Promise<void> {
    this.#show({ phase: 'offline', speed: null, secondsLeft: null });
    await this.#world.online(signal);
    this.#marks = [];
    this.#show({ phase: 'sending' });
  }

  #sent(partBytes: number): number {
    const flying = [...this.#flying].reduce((sum, [number, bytes]) => sum + (this.#received.has(number) ? 0 : bytes), 0);
    return Math.min(this.file.size, bytesOf(this.#received, partBytes, this.file.size) + flying);
  }

  #progress(number: number, bytes: number, partBytes?: number): void {
    if (this.#abort.signal.aborted) return;
    if (bytes > 0) this.#flying.set(number, bytes);
    const sent = partBytes ? this.#sent(partBytes) : Math.min(bytes, this.file.size);
    this.#marks = withMark(this.#marks, { at: this.#world.now(), bytes: sent });
    const speed = speedOf(this.#marks);
    this.#show({ sent, speed, secondsLeft: secondsLeft(this.file.size - sent, speed) });
  }

  #remember(change: Partial<Begun>): void {
    this.#begun = { ...this.#begun, ...change, at: this.#world.now() };
    this.#memory.keep(this.#begun);
    this.#show({ uploadId: this.#begun.uploadId });
  }

  #show(change: Partial<Snapshot>): void {
    this.#snapshot = { ...this.#snapshot, ...change };
    for (const listener of this.#listeners) listener();
  }
}

/** A refusal that no repetition will change. */
function hopeless(error: unknown): boolean {
  if (error instanceof ApiProblem) return error.status >= 400 && error.status < 500 && error.status !== 429;
  return error instanceof PutRefused && [400, 411, 413].includes(error.status);
}
