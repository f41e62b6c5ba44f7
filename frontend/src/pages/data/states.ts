import type { UploadState } from '@/api/types';

/** How a state is coloured. */
export const TONES: Readonly<Record<UploadState, 'good' | 'bad' | 'gold' | 'brand' | 'plain'>> = {
  awaiting_upload: 'plain',
  inspecting: 'brand',
  needs_mapping: 'gold',
  cleaning: 'brand',
  curated: 'good',
  failed: 'bad',
  deleting: 'plain',
  deleted: 'plain',
};

/** States an upload may be deleted in: not while it is being worked on. */
export const DELETABLE: ReadonlySet<UploadState> = new Set<UploadState>(['awaiting_upload', 'needs_mapping', 'curated', 'failed']);
