import { QueryClient } from '@tanstack/react-query';
import { ApiProblem } from '@/api/client';

const RETRIES = 2;

/** Retries only what may succeed the second time. */
export function shouldRetry(failures: number, error: unknown): boolean {
  const hopeless = error instanceof ApiProblem && error.status >= 400 && error.status < 500;
  return !hopeless && failures < RETRIES;
}

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { staleTime: 30_000, retry: shouldRetry, retryDelay: (attempt) => 400 * 2 ** attempt },
    mutations: { retry: false },
  },
});
