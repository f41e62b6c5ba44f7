/** What a transfer shows, and what it needs of the outside world. */
import { completeUpload, deleteUpload, listParts, requestUpload } from '@/api/intake';
import type { PartList, TableName, UploadAsk, UploadTicket } from '@/api/types';
import { put, stopped, type Put } from './put';

export type Phase = 'waiting' | 'sending' | 'paused' | 'offline' | 'failed' | 'done';

export interface Snapshot {
  readonly phase: Phase;
  readonly sent: number;
  readonly size: number;
  /** Bytes per second; null while unknown. */
  readonly speed: number | null;
  readonly secondsLeft: number | null;
  /** Whether it can stop and go on: a file in parts can. */
  readonly pausable: boolean;
  readonly resumed: boolean;
  readonly error: Error | null;
  readonly uploadId: string | null;
}

/** The outside world of a transfer. */
export interface World {
  readonly request: (table: TableName, ask: UploadAsk, key: string) => Promise<UploadTicket>;
  readonly parts: (uploadId: string, signal?: AbortSignal) => Promise<PartList>;
  readonly complete: (uploadId: string) => Promise<unknown>;
  readonly remove: (uploadId: string) => Promise<unknown>;
  readonly put: Put;
  readonly now: () => number;
  /** Waits; rejects with an AbortError when stopped. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly isOnline: () => boolean;
  /** Resolves once the browser is online again. */
  readonly online: (signal: AbortSignal) => Promise<void>;
}

/** Settles with what `listen` brings, or with an AbortError once stopped. */
const untilOrStopped = (signal: AbortSignal, listen: (done: () => void) => () => void): Promise<void> =>
  new Promise((resolve, reject) => {
    const settle = (how: () => void) => () => {
      unlisten();
      signal.removeEventListener('abort', onStop);
      how();
    };
    const onStop = settle(() => reject(stopped()));
    const unlisten = listen(settle(resolve));
    signal.addEventListener('abort', onStop);
  });

/** The real outside world. */
export const WORLD: World = {
  request: requestUpload,
  parts: listParts,
  complete: completeUpload,
  remove: deleteUpload,
  put,
  now: Date.now,
  sleep: (ms, signal) =>
    untilOrStopped(signal, (done) => {
      const timer = setTimeout(done, ms);
      return () => clearTimeout(timer);
    }),
  isOnline: () => navigator.onLine,
  online: (signal) =>
    untilOrStopped(signal, (done) => {
      window.addEventListener('online', done);
      return () => window.removeEventListener('online', done);
    }),
};
