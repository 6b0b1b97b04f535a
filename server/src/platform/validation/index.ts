// Owns validation at the boundary: zod decides, every refused field gets a name and a reason, nothing unknown passes silently.
import type { z } from 'zod';

export interface FieldError {
  field: string;
  reason: string;
}

export interface ValidationOptions {
  /** Put before every field, such as `query`. */
  within?: string;
  /** Line of the source text a path stands on, where there is one. */
  lineOf?: (path: readonly PropertyKey[]) => number | undefined;
}

export type Validated<T> = { ok: true; value: T } | { ok: false; errors: FieldError[] };

/** More errors than this tell nobody anything new. */
const maxErrors = 50;

export function validate<S extends z.ZodType>(
  schema: S,
  input: unknown,
  options: ValidationOptions = {},
): Validated<z.output<S>> {
  const result = schema.safeParse(input);
  const found = result.success
    ? strippedKeys(input, result.data).map((path) => ({ path, reason: 'is not a known field' }))
    : result.error.issues.flatMap(reasonsOf);
  if (result.success && found.length === 0) return { ok: true, value: result.data };
  const errors = found.slice(0, maxErrors).map(({ path, reason }) => {
    const line = options.lineOf?.(path);
    return { field: fieldName(path, options.within), reason: line === undefined ? reason : `${reason} (line ${line})` };
  });
  return { ok: false, errors };
}

export function fieldName(path: readonly PropertyKey[], within?: string): string {
  const name = path.map(String).join('.');
  if (!within) return name === '' ? 'body' : name;
  return name === '' ? within : `${within}.${name}`;
}

interface Finding {
  path: readonly PropertyKey[];
  reason: string;
}

function reasonsOf(issue: z.core.$ZodIssue): Finding[] {
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({ path: [...issue.path, key], reason: 'is not a known field' }));
    case 'invalid_key':
      return issue.issues.map((inner) => ({ path: issue.path, reason: inner.message }));
    case 'invalid_union': {
      // The alternative that came furthest is what the sender meant.
      const branches = issue.errors.filter((branch) => branch.length > 0);
      const deepest = branches.sort((a, b) => depth(b) - depth(a))[0];
      if (!deepest || depth(deepest) === 0) return [{ path: issue.path, reason: issue.message }];
      return deepest.flatMap(reasonsOf).map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }));
    }
    case 'invalid_type':
      return [{ path: issue.path, reason: isMissing(issue) ? 'is required' : issue.message }];
    default:
      return [{ path: issue.path, reason: issue.message }];
  }
}

function isMissing(issue: { message: string }): boolean {
  return issue.message.endsWith('received undefined');
}

function depth(issues: readonly z.core.$ZodIssue[]): number {
  return Math.max(0, ...issues.map((issue) => issue.path.length));
}

/** Paths of keys that were sent but that no schema knew, so that parsing dropped them: most often a typing error. */
function strippedKeys(input: unknown, output: unknown, path: PropertyKey[] = []): PropertyKey[][] {
  if (Array.isArray(input) && Array.isArray(output)) {
    return input.flatMap((element, index) => strippedKeys(element, output[index], [...path, index]));
  }
  if (!isObject(input) || !isObject(output)) return [];
  return Object.keys(input).flatMap((key) =>
    Object.hasOwn(output, key) ? strippedKeys(input[key], output[key], [...path, key]) : [[...path, key]],
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
