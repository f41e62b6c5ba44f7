import { beforeEach, expect, test, vi } from 'vitest';
import { ApiProblem } from '@/api/client';
import type { UploadTicket } from '@/api/types';
import { backoff, bytesOf, partCount, partRange, secondsLeft, speedOf, withMark } from '@/pages/data/sending/parts';
import { PutRefused, stopped } from '@/pages/data/sending/put';
import { Memory, type Begun } from '@/pages/data/sending/remember';
import { Transfer } from '@/pages/data/sending/transfer';
import type { World } from '@/pages/data/sending/world';

const PART = 4;

class FakeStorage {
  readonly kept = new Map<string, string>();
  get length() {
    return this.kept.size;
  }
  key = (index: number) => [...this.kept.keys()][index] ?? null;
  getItem = (key: string) => this.kept.get(key) ?? null;
  setItem = (key: string, value: string) => void this.kept.set(key, value);
  removeItem = (key: string) => void this.kept.delete(key);
}

/** A server that keeps parts, in memory. */
class Server {
  readonly received = new Map<number, number>();
  size = 0;
  multipart = true;
  completed = 0;
  removed: string[] = [];
  lists = 0;
  requests: string[] = [];
  clock = 0;
  online = true;
  fail: (url: string, attempt: number) => Error | null = () => null;
  readonly attempts = new Map<string, number>();

  readonly world: World = {
    request: async (table, ask, key) => {
      this.requests.push(key);
      this.size = ask.size_bytes;
      const ticket = { upload_id: 'upl_1', table, state: 'awaiting_upload', expires_in_seconds: 900, upload_headers: {} } as const;
      return (this.multipart
        ? { ...ticket, mode: 'multipart', upload_url: null, part_bytes: PART, parts: partCount(this.size, PART) }
        : { ...ticket, mode: 'single', upload_url: 'whole', part_bytes: null, parts: null }) as UploadTicket;
    },
    parts: async () => {
      this.lists += 1;
      const parts = partCount(this.size, PART);
      const missing = Array.from({ length: parts }, (_, index) => index + 1).filter((each) => !this.received.has(each));
      const urls = missing.slice(0, 2).map((number) => ({ number, url: `part-${number}@${this.lists}`, size_bytes: PART }));
      return { part_bytes: PART, parts, received: [...this.received.keys()], urls, expires_in_seconds: 900 };
    },
    complete: async () => void (this.completed += 1),
    remove: async (uploadId) => void this.removed.push(uploadId),
    put: async (url, _headers, body, onBytes, signal) => {
      const name = url.split('@')[0] ?? url;
      const attempt = (this.attempts.get(name) ?? 0) + 1;
      this.attempts.set(name, attempt);
      const failure = this.fail(name, attempt);
      await Promise.resolve();
      if (signal.aborted) throw stopped();
      if (failure) throw failure;
      onBytes(body.size);
      this.received.set(Number(name.split('-')[1] ?? 0), body.size);
    },
    now: () => (this.clock += 100),
    sleep: async () => undefined,
    isOnline: () => this.online,
    online: async () => void (this.online = true),
  };
}

const FILE = new File(['0123456789abcdefgh'], 'sales.csv', { lastModified: 7 });
const begun = (): Begun => ({
  table: 'sales',
  lastModified: 7,
  ask: { file_name: FILE.name, size_bytes: FILE.size },
  key: 'key-1',
  uploadId: null,
  at: Date.now(),
  share: 0,
});

let server: Server;
let storage: FakeStorage;
let memory: Memory;

beforeEach(() => {
  server = new Server();
  storage = new FakeStorage();
  memory = new Memory(storage, 'tenant/me', () => 1);
});

test('a file is cut without gap or overlap', () => {
  expect(Array.from({ length: partCount(18, 4) }, (_, index) => partRange(index + 1, 4, 18))).toEqual([[0, 4], [4, 8], [8, 12], [12, 16], [16, 18]]);
  expect(bytesOf([1, 5], 4, 18)).toBe(6);
});

test('waiting doubles up to a bound, and is spread', () => {
  expect([0, 1, 2, 9].map((attempt) => backoff(attempt, () => 1))).toEqual([500, 1000, 2000, 15_000]);
  expect(backoff(2, () => 0)).toBe(1000);
});

test('speed is judged by the last seconds', () => {
  const marks = [0, 1000, 2000].reduce((kept: ReturnType<typeof withMark>, at) => withMark(kept, { at, bytes: at * 2 }), []);
  expect(speedOf(marks)).toBe(2000);
  expect(speedOf(withMark(marks, { at: 60_000, bytes: 9 }))).toBeNull();
  expect([secondsLeft(4001, 2000), secondsLeft(1, null)]).toEqual([3, null]);
});

test('all parts arrive once, and the file is closed', async () => {
  const transfer = new Transfer(server.world, memory, FILE, begun());
  await transfer.run();
  expect(transfer.snapshot()).toMatchObject({ phase: 'done', sent: 18, uploadId: 'upl_1' });
  expect([...server.received].toSorted(([one], [two]) => one - two)).toEqual([[1, 4], [2, 4], [3, 4], [4, 4], [5, 2]]);
  expect([server.completed, memory.all().length]).toEqual([1, 0]);
});

test('a small file goes whole, and each new attempt asks for a fresh address under the same key', async () => {
  server.multipart = false;
  server.fail = (_, attempt) => (attempt < 3 ? new PutRefused(403) : null);
  const transfer = new Transfer(server.world, memory, FILE, begun());
  await transfer.run();
  expect(transfer.snapshot()).toMatchObject({ phase: 'done', pausable: false });
  expect(server.requests).toEqual(['key-1', 'key-1', 'key-1']);
});

test('a refused part is sent again to a fresh address', async () => {
  server.fail = (name, attempt) => (name === 'part-2' && attempt === 1 ? new PutRefused(403) : null);
  const before = server.lists;
  await new Transfer(server.world, memory, FILE, begun()).run();
  expect(server.attempts.get('part-2')).toBe(2);
  expect(server.lists).toBeGreaterThan(before + 1);
  expect(server.completed).toBe(1);
});

test('without a network it waits, then goes on by itself', async () => {
  const phases: string[] = [];
  server.fail = (name, attempt) => {
    if (name !== 'part-1' || attempt > 1) return null;
    server.online = false;
    return new Error('network');
  };
  const transfer = new Transfer(server.world, memory, FILE, begun());
  transfer.subscribe(() => phases.push(transfer.snapshot().phase));
  await transfer.run();
  expect(phases).toContain('offline');
  expect(transfer.snapshot().phase).toBe('done');
});

test('a file that stopped goes on after a reload, and sends only what is missing', async () => {
  server.fail = (name) => (name === 'part-4' ? new PutRefused(400) : null);
  const first = new Transfer(server.world, memory, FILE, begun());
  await first.run();
  expect(first.snapshot().phase).toBe('failed');

  server.fail = () => null;
  const known = memory.find(FILE, 'sales') as Begun;
  expect(known.uploadId).toBe('upl_1');
  expect(known.share).toBeGreaterThan(0);
  const second = new Transfer(server.world, memory, FILE, known);
  await second.run();
  expect(second.snapshot()).toMatchObject({ phase: 'done', resumed: true });
  expect(server.requests).toHaveLength(1);
  expect(server.attempts.get('part-1')).toBe(1);
});

test('what the server has forgotten begins anew under a new key', async () => {
  const kept = { ...begun(), uploadId: 'upl_old', share: 0.5 };
  const parts = vi.spyOn(server.world as { parts: World['parts'] }, 'parts');
  parts.mockRejectedValueOnce(new ApiProblem({ title: 'gone', status: 404 }));
  const transfer = new Transfer(server.world, memory, FILE, kept);
  await transfer.run();
  expect(transfer.snapshot()).toMatchObject({ phase: 'done', resumed: false });
  expect(server.requests[0]).not.toBe('key-1');
});

test('a pause keeps what has arrived, and cancelling removes it', async () => {
  const transfer = new Transfer(server.world, memory, FILE, begun());
  server.fail = () => (server.received.size === 2 ? (transfer.pause(), null) : null);
  await transfer.run();
  expect(transfer.snapshot().phase).toBe('paused');
  expect(server.completed).toBe(0);

  server.fail = () => null;
  await transfer.run();
  expect(transfer.snapshot().phase).toBe('done');

  const dropped = new Transfer(server.world, memory, FILE, { ...begun(), uploadId: 'upl_2' });
  await dropped.cancel();
  expect(server.removed).toEqual(['upl_2']);
});

test('another table, another file or another person is another transfer', () => {
  memory.keep({ ...begun(), at: 1 });
  expect(memory.find(FILE, 'sales')).not.toBeNull();
  expect(memory.find(FILE, 'inventory')).toBeNull();
  expect(memory.find({ name: 'sales.csv', size: 18, lastModified: 8 }, 'sales')).toBeNull();
  expect(new Memory(storage, 'tenant/you', () => 1).find(FILE, 'sales')).toBeNull();
  expect(new Memory(storage, 'tenant/me', () => 1 + 7 * 24 * 3600_000).find(FILE, 'sales')).toBeNull();
});
