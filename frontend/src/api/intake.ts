/** What the pages ask of uploads. */
import { api, newIdempotencyKey } from './client';
import type { MappingAsk, PartList, PasteAsk, Rejects, TableName, Upload, UploadAsk, UploadTicket } from './types';

const segment = encodeURIComponent;

export const requestUpload = (table: TableName, ask: UploadAsk, key: string): Promise<UploadTicket> =>
  api('POST', `/ingest/${table}`, { body: ask, idempotencyKey: key });

/** Sends rows pasted from a spreadsheet or a CSV file, at most 1 MB. */
export const pasteRows = (table: TableName, text: string, ask: PasteAsk, key: string): Promise<UploadTicket> =>
  api('POST', `/ingest/${table}`, {
    body: text,
    contentType: 'text/csv',
    query: { ...ask, simulated: ask.simulated ? 'true' : undefined },
    idempotencyKey: key,
  });

/** What has arrived of a file in parts, and addresses for parts still missing. */
export const listParts = (uploadId: string, signal?: AbortSignal): Promise<PartList> =>
  api('POST', `/ingest/${segment(uploadId)}/parts`, { body: {}, signal });

export const completeUpload = (uploadId: string): Promise<Upload> =>
  api('POST', `/ingest/${segment(uploadId)}/complete`, { body: {} });

export const deleteUpload = (uploadId: string): Promise<Upload> => api('DELETE', `/ingest/${segment(uploadId)}`);

export const chooseMapping = (uploadId: string, choice: MappingAsk): Promise<Upload> =>
  api('POST', `/ingest/${segment(uploadId)}/mapping`, { body: choice, idempotencyKey: newIdempotencyKey() });

export const rejectsOf = (uploadId: string): Promise<Rejects> => api('GET', `/ingest/${segment(uploadId)}/rejects`);

export const deleteProfile = (profileId: string): Promise<void> =>
  api('DELETE', `/ingest/profiles/${segment(profileId)}`);
