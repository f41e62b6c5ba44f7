/** All transfers of this visit; they go on while the person looks at other pages. */
import { useCallback, useEffect, useSyncExternalStore } from 'react';
import { newIdempotencyKey } from '@/api/client';
import type { TableName, UploadAsk } from '@/api/types';
import { queryClient } from '@/app/queryClient';
import { onSessionChange, session } from '@/auth/session';
import { Memory, type Begun } from './remember';
import { Transfer } from './transfer';
import { WORLD, type Snapshot } from './world';

let transfers: readonly Transfer[] = [];
const listeners = new Set<() => void>();
const GOING = new Set<Snapshot['phase']>(['waiting', 'sending', 'offline']);

function set(next: readonly Transfer[]): void {
  transfers = next;
  for (const listener of listeners) listener();
}

/** What this person began in this browser; another person, or tenant, sees nothing of it. */
export function memory(): Memory {
  const claims = session()?.claims;
  return new Memory(localStorage, `${claims?.tenant ?? ''}/${claims?.email ?? ''}`);
}

export interface Wish {
  readonly file: File;
  readonly table: TableName;
  readonly currency?: string;
  readonly simulated: boolean;
  readonly mends?: string;
}

/** Puts files on their way, one after the other; a file begun earlier goes on where it stopped. */
export function send(wishes: readonly Wish[]): readonly Transfer[] {
  const added = wishes.map((wish) => new Transfer(WORLD, memory(), wish.file, begunOf(wish)));
  set([...transfers.filter((each) => each.snapshot().phase !== 'done'), ...added]);
  for (const each of added) each.subscribe(() => follow(each));
  next();
  return added;
}

function begunOf({ file, table, currency, simulated, mends }: Wish): Begun {
  const known = memory().find(file, table, mends);
  if (known) return known;
  const ask: UploadAsk = { file_name: file.name, size_bytes: file.size, currency, simulated, mends };
  const { lastModified } = file;
  return { table, lastModified, ask, key: newIdempotencyKey(), uploadId: null, at: Date.now(), share: 0 };
}

const phases = new WeakMap<Transfer, Snapshot['phase']>();

function follow(transfer: Transfer): void {
  const { phase, uploadId } = transfer.snapshot();
  if (phases.get(transfer) === phase) return;
  phases.set(transfer, phase);
  window.onbeforeunload = transfers.some(isGoing) ? (event) => event.preventDefault() : null;
  if (phase === 'done' || phase === 'failed') {
    void queryClient.invalidateQueries({ queryKey: ['uploads'] });
    if (uploadId) void queryClient.invalidateQueries({ queryKey: ['upload', uploadId] });
  }
  next();
}

const isGoing = (transfer: Transfer): boolean => GOING.has(transfer.snapshot().phase);

function next(): void {
  const busy = transfers.some((each) => ['sending', 'offline'].includes(each.snapshot().phase));
  const waiting = transfers.find((each) => each.snapshot().phase === 'waiting');
  if (!busy && waiting) void waiting.run();
}

/** Stops a transfer for good and takes it off the list. */
export function cancel(transfer: Transfer): void {
  void transfer.cancel().then(() => queryClient.invalidateQueries({ queryKey: ['uploads'] }));
  dismiss(transfer);
}

/** Takes a transfer off the list. */
export function dismiss(transfer: Transfer): void {
  set(transfers.filter((each) => each !== transfer));
  window.onbeforeunload = transfers.some(isGoing) ? window.onbeforeunload : null;
  next();
}

/** Takes the transfer of an upload off the list: its own page, or nothing more, stands for it. */
export function dismissUpload(uploadId: string): void {
  const transfer = transfers.find((each) => each.snapshot().uploadId === uploadId);
  if (transfer) dismiss(transfer);
}

onSessionChange(() => {
  if (session()) return;
  for (const each of transfers) each.pause();
  set([]);
  window.onbeforeunload = null;
});

/** The transfers of this visit. */
export const useTransfers = (): readonly Transfer[] =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => transfers,
  );

/** How a transfer stands. */
export const useSnapshot = (transfer: Transfer): Snapshot => useSyncExternalStore(transfer.subscribe, transfer.snapshot);

/** Calls once the transfer has arrived, which takes it off the list. */
export function useArrived(transfer: Transfer | null, onArrived: (uploadId: string) => void): void {
  const subscribe = useCallback((listener: () => void) => transfer?.subscribe(listener) ?? (() => undefined), [transfer]);
  const arrived = useSyncExternalStore(subscribe, () => {
    const now = transfer?.snapshot();
    return now?.phase === 'done' ? now.uploadId : null;
  });
  useEffect(() => {
    if (!arrived) return;
    dismissUpload(arrived);
    onArrived(arrived);
  }, [arrived]);
}
