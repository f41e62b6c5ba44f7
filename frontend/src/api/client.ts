/** The one way to the API: bearer token, problem documents, one silent renewal after a 401. */
import { idToken, renew } from '@/auth/session';
import type { Problem } from './types';

/** A refusal or failure of the API, as its problem document describes it. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string | undefined;
  readonly errors: readonly { field: string; reason: string }[];

  constructor(problem: Problem) {
    super(problem.detail ?? problem.title);
    this.status = problem.status;
    this.code = problem.code ?? 'unknown';
    this.title = problem.title;
    this.detail = problem.detail;
    this.errors = [...(problem.errors ?? [])];
  }
}

export interface CallOptions {
  /** Sent as JSON, or as it is with a content type. */
  readonly body?: unknown;
  readonly contentType?: string;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly idempotencyKey?: string;
  readonly signal?: AbortSignal;
}

const SIGNED_OUT = new ApiProblem({ title: 'The session has ended', status: 401, code: 'signed_out' });

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** Calls the API and returns its JSON, or throws `ApiProblem`. */
export async function api<T>(method: Method, path: string, options: CallOptions = {}): Promise<T> {
  const token = await idToken();
  if (!token) throw SIGNED_OUT;
  const first = await send(method, path, options, token);
  if (first.status !== 401) return read<T>(first);
  const renewed = await renew();
  return read<T>(renewed ? await send(method, path, options, renewed) : first);
}

async function send(method: Method, path: string, options: CallOptions, token: string): Promise<Response> {
  const headers: Record<string, string> = { Accept: 'application/json', Authorization: `Bearer ${token}` };
  if (options.body !== undefined) headers['Content-Type'] = options.contentType ?? 'application/json';
  if (options.idempotencyKey) headers['Idempotency-Key'] = options.idempotencyKey;
  try {
    return await fetch(`/api${path}${queryString(options.query)}`, {
      method,
      headers,
      body: bodyOf(options),
      signal: options.signal,
    });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new ApiProblem({ title: 'The service did not answer', status: 0, code: 'offline' });
  }
}

function bodyOf({ body, contentType }: CallOptions): string | undefined {
  if (body === undefined) return undefined;
  return contentType ? String(body) : JSON.stringify(body);
}

function queryString(query: CallOptions['query']): string {
  const pairs = Object.entries(query ?? {}).filter(([, value]) => value !== undefined && value !== '');
  return pairs.length ? `?${new URLSearchParams(pairs.map(([key, value]) => [key, String(value)]))}` : '';
}

async function read<T>(response: Response): Promise<T> {
  if (response.status === 204) return undefined as T;
  if (response.ok) return (await response.json()) as T;
  const problem = (await response.json().catch(() => ({}))) as Partial<Problem> & { message?: string };
  throw new ApiProblem({
    ...problem,
    title: problem.title ?? problem.message ?? response.statusText,
    status: response.status,
  });
}

/** A new key under which a POST counts once, however often it is sent. */
export const newIdempotencyKey = (): string => crypto.randomUUID();
