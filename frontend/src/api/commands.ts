/** What the pages change. */
import { api, newIdempotencyKey } from './client';
import type {
  MappingAsk,
  PlanRun,
  PriceAsk,
  PriceSuggestion,
  Recommendation,
  Rejects,
  TableName,
  Upload,
  UploadAsk,
  UploadTicket,
} from './types';

export type Verdict = 'accept' | 'reject' | 'undo';
const segment = encodeURIComponent;

export const decide = (rec: Recommendation, verdict: Verdict, reason?: string): Promise<Recommendation> =>
  api('POST', `/recommendations/${segment(rec.rec_id)}/${verdict}`, {
    body: { store_id: rec.store_id, ...(reason ? { reason } : {}) },
    idempotencyKey: newIdempotencyKey(),
  });

export const suggestPrice = (ask: PriceAsk): Promise<PriceSuggestion> =>
  api('POST', '/pricing-suggest', { body: ask });

export const requestUpload = (table: TableName, ask: UploadAsk, key: string): Promise<UploadTicket> =>
  api('POST', `/ingest/${table}`, { body: ask, idempotencyKey: key });

export const chooseMapping = (uploadId: string, choice: MappingAsk): Promise<Upload> =>
  api('POST', `/ingest/${segment(uploadId)}/mapping`, {
    body: choice,
    idempotencyKey: newIdempotencyKey(),
  });

export const rejectsOf = (uploadId: string): Promise<Rejects> => api('GET', `/ingest/${segment(uploadId)}/rejects`);

export const startRun = (): Promise<PlanRun> =>
  api('POST', '/plan/runs', { body: {}, idempotencyKey: newIdempotencyKey() });

/** Sends the file to its presigned address and reports progress from 0 to 1. */
export function sendFile(
  ticket: UploadTicket,
  file: File,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('PUT', ticket.upload_url);
    for (const [name, value] of Object.entries(ticket.upload_headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
    request.onload = () => (request.status < 300 ? resolve() : reject(new Error(`status ${request.status}`)));
    request.onerror = () => reject(new Error('offline'));
    request.onabort = () => reject(new DOMException('Cancelled', 'AbortError'));
    signal.addEventListener('abort', () => request.abort());
    request.send(file);
  });
}
