// Owns what can go wrong with a request, in a form a page can show: no connection, or a problem document (RFC 9457).
import type { Problem } from '@takt/model/api';

export class ApiError extends Error {
  /** HTTP status; 0: the server was not reached. */
  readonly status: number;
  readonly problem: Problem | undefined;
  /** When the server wants to be asked again, ms from the answer on. */
  readonly retryAfterMs: number | undefined;

  constructor(
    status: number,
    problem: Problem | undefined,
    more: { cause?: unknown; retryAfterMs?: number | undefined } = {},
  ) {
    super(problem?.detail ?? problem?.title ?? (status === 0 ? 'network' : `HTTP ${status}`), { cause: more.cause });
    this.name = 'ApiError';
    this.status = status;
    this.problem = problem;
    this.retryAfterMs = more.retryAfterMs;
  }

  /** Why a field was refused; undefined when it was not. */
  reasonFor(field: string): string | undefined {
    return this.problem?.errors?.find((entry) => entry.field === field)?.reason;
  }
}

/** Whether a value reads as a problem document. */
export function isProblem(value: unknown): value is Problem {
  return (
    typeof value === 'object' &&
    value !== null &&
    'title' in value &&
    typeof value.title === 'string' &&
    'status' in value &&
    typeof value.status === 'number'
  );
}

export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}

/** Whether the answer is that it does not exist or is not ours to see; the server does not tell these apart. */
export function isDenied(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 403 || error.status === 404);
}
