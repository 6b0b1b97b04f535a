// Owns what can go wrong with a request, in a form a page can show: no connection, or a problem document (RFC 9457).
import type { Problem } from '@takt/model/api';

export class ApiError extends Error {
  /** HTTP status; 0: the server was not reached. */
  readonly status: number;
  readonly problem: Problem | undefined;

  constructor(status: number, problem: Problem | undefined, cause?: unknown) {
    super(problem?.detail ?? problem?.title ?? (status === 0 ? 'network' : `HTTP ${status}`), { cause });
    this.name = 'ApiError';
    this.status = status;
    this.problem = problem;
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
