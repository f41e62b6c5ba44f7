/** One PUT to a presigned address, with progress. */

/** The storage answered with a status that is no success. */
export class PutRefused extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`status ${status}`);
    this.status = status;
  }
}

/** Signals that a person stopped it. */
export const stopped = (): DOMException => new DOMException('Stopped', 'AbortError');

/** An address is good for one new object: 412 says that an earlier attempt arrived, and its answer was lost. */
const hasArrived = (status: number): boolean => (status >= 200 && status < 300) || status === 412;

const SILENCE_MS = 60_000;

export type Put = (
  url: string,
  headers: Readonly<Record<string, string>>,
  body: Blob,
  onBytes: (bytes: number) => void,
  signal: AbortSignal,
) => Promise<void>;

/** Sends the body; rejects with `PutRefused`, an `AbortError`, or a plain error when the network failed. */
export const put: Put = (url, headers, body, onBytes, signal) =>
  new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(stopped());
      return;
    }
    const request = new XMLHttpRequest();
    let silence: ReturnType<typeof setTimeout>;
    const stop = () => request.abort();
    const listen = () => {
      clearTimeout(silence);
      silence = setTimeout(() => finish(() => reject(new Error('silent')), true), SILENCE_MS);
    };
    const finish = (settle: () => void, abort = false) => {
      clearTimeout(silence);
      signal.removeEventListener('abort', stop);
      settle();
      if (abort) request.abort();
    };
    request.open('PUT', url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => {
      listen();
      onBytes(event.loaded);
    };
    request.onload = () =>
      finish(() => (hasArrived(request.status) ? resolve() : reject(new PutRefused(request.status))));
    request.onerror = () => finish(() => reject(new Error('network')));
    request.onabort = () => finish(() => reject(stopped()));
    signal.addEventListener('abort', stop);
    listen();
    request.send(body);
  });
