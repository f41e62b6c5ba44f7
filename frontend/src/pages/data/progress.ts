/** The steps of an upload, from its state and the stages seen so far. */
import type { Upload, UploadState } from '@/api/types';

const ORDER = ['awaiting_upload', 'inspecting', 'needs_mapping', 'cleaning', 'curated'] as const;

export interface UploadStep {
  readonly state: (typeof ORDER)[number];
  readonly at?: string;
  readonly mark: 'done' | 'busy' | 'waiting' | 'attention' | 'failed';
}

/** Builds the timeline: mapping appears only where it was, or is, needed; a second look into the file keeps its first place. */
export function stepsOf(upload: Pick<Upload, 'state' | 'stages'>): UploadStep[] {
  const seen = new Map(upload.stages.map(({ stage, at }) => [stage, at]));
  const firstRead = upload.stages.find(({ stage }) => stage === 'inspecting');
  if (firstRead) seen.set(firstRead.stage, firstRead.at);
  const known = ORDER.find((state) => state === upload.state);
  const reached = known ? ORDER.indexOf(known) : lastSeen(seen);
  const shown = ORDER.filter((state) => state !== 'needs_mapping' || seen.has(state) || upload.state === state);
  return shown.map((state) => {
    const place = ORDER.indexOf(state);
    return { state, at: place > reached ? undefined : seen.get(state), mark: mark(place, reached, upload.state) };
  });
}

function lastSeen(seen: ReadonlyMap<string, string>): number {
  return Math.max(0, ...ORDER.map((state, index) => (seen.has(state) ? index : 0)));
}

function mark(place: number, reached: number, state: UploadState): UploadStep['mark'] {
  if (place > reached) return 'waiting';
  if (place < reached) return 'done';
  if (state === 'failed') return 'failed';
  if (state === 'needs_mapping') return 'attention';
  return ['curated', 'deleting', 'deleted'].includes(state) ? 'done' : 'busy';
}
