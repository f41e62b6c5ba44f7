/** How a file is cut into parts, and how far and how fast it has gone: pure arithmetic. */

/** Where a part begins and ends in the file; numbers count from 1. */
export function partRange(number: number, partBytes: number, size: number): readonly [number, number] {
  const start = (number - 1) * partBytes;
  return [start, Math.min(start + partBytes, size)];
}

/** How many parts a file has. */
export const partCount = (size: number, partBytes: number): number => Math.max(1, Math.ceil(size / partBytes));

/** Bytes of the parts that have arrived. */
export function bytesOf(received: Iterable<number>, partBytes: number, size: number): number {
  let sum = 0;
  for (const number of received) {
    const [start, end] = partRange(number, partBytes, size);
    sum += Math.max(0, end - start);
  }
  return sum;
}

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;

/** How long to wait before the next attempt: doubled each time, spread so that parts do not march in step. */
export function backoff(attempt: number, random: () => number = Math.random): number {
  const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** attempt);
  return longest * (0.5 + random() / 2);
}

export interface Mark {
  readonly at: number;
  readonly bytes: number;
}

const WINDOW_MS = 8_000;
const LEAST_MS = 600;

/** Keeps the marks of the last seconds; speed is judged by them alone. */
export const withMark = (marks: readonly Mark[], mark: Mark): readonly Mark[] => [
  ...marks.filter((each) => mark.at - each.at <= WINDOW_MS),
  mark,
];

/** Bytes per second over the kept marks; null while too little has been seen. */
export function speedOf(marks: readonly Mark[]): number | null {
  const first = marks[0];
  const last = marks.at(-1);
  if (!first || !last || last.at - first.at < LEAST_MS) return null;
  const speed = ((last.bytes - first.bytes) / (last.at - first.at)) * 1000;
  return speed > 0 ? speed : null;
}

/** Seconds until everything has gone, or null while unknown. */
export const secondsLeft = (left: number, speed: number | null): number | null =>
  speed === null ? null : Math.ceil(left / speed);
