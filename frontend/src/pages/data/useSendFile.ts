/** Uploading one file: ask for an address, send, report progress; a retry counts once. */
import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { newIdempotencyKey } from '@/api/client';
import { requestUpload, sendFile } from '@/api/commands';
import type { TableName, UploadTicket } from '@/api/types';

export interface Sending {
  readonly share: number;
  readonly error: Error | null;
  readonly busy: boolean;
}

export interface Ask {
  readonly table: TableName;
  readonly file: File;
  readonly currency?: string;
  readonly simulated: boolean;
}

const IDLE: Sending = { share: 0, error: null, busy: false };

/** Returns the state of sending, and `send`, `cancel` and `reset`. */
export function useSendFile(onDone: (ticket: UploadTicket) => void) {
  const queries = useQueryClient();
  const [state, setState] = useState<Sending>(IDLE);
  const abort = useRef<AbortController>(undefined);
  const attempt = useRef<{ ask: string; key: string }>(undefined);

  const send = async ({ table, file, currency, simulated }: Ask) => {
    const body = { file_name: file.name, size_bytes: file.size, currency, simulated };
    const ask = JSON.stringify([table, body]);
    if (attempt.current?.ask !== ask) attempt.current = { ask, key: newIdempotencyKey() };
    abort.current = new AbortController();
    setState({ ...IDLE, busy: true });
    try {
      const ticket = await requestUpload(table, body, attempt.current.key);
      await sendFile(ticket, file, (share) => setState((now) => ({ ...now, share })), abort.current.signal);
      attempt.current = undefined;
      setState(IDLE);
      void queries.invalidateQueries({ queryKey: ['uploads'] });
      onDone(ticket);
    } catch (error) {
      const cancelled = error instanceof DOMException && error.name === 'AbortError';
      setState({ ...IDLE, error: cancelled ? null : (error as Error) });
    }
  };

  return { ...state, send, cancel: () => abort.current?.abort(), reset: () => setState(IDLE) };
}
