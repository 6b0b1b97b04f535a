// Owns the wording of what a schema refuses: a key path and a reason that completes the sentence "<key> …".
import type { z } from 'zod';

export interface Finding {
  path: readonly PropertyKey[];
  reason: string;
}

/** What is wrong with `input`; keys that no schema knew are findings too, as most often they are typing errors. */
export function findings(input: unknown, result: z.ZodSafeParseResult<unknown>): Finding[] {
  if (!result.success) return result.error.issues.flatMap(reasonsOf);
  return strippedKeys(input, result.data).map((path) => ({ path, reason: 'is not known' }));
}

function reasonsOf(issue: z.core.$ZodIssue): Finding[] {
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({ path: [...issue.path, key], reason: 'is not known' }));
    case 'invalid_key':
      return issue.issues.map((inner) => ({ path: issue.path, reason: lowered(inner.message) }));
    case 'invalid_value':
      return [{ path: issue.path, reason: `must be one of ${issue.values.join(', ')}` }];
    case 'invalid_union': {
      if (issue.discriminator !== undefined) return [{ path: issue.path, reason: kindsOf(issue) }];
      const deepest = issue.errors.toSorted((a, b) => depth(b) - depth(a))[0];
      if (!deepest || depth(deepest) === 0) return [{ path: issue.path, reason: lowered(issue.message) }];
      return deepest.flatMap(reasonsOf).map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }));
    }
    case 'invalid_type':
      if (issue.message.endsWith('received undefined')) return [{ path: issue.path, reason: 'is required' }];
      return [{ path: issue.path, reason: `must be ${issue.message.replace(/^Invalid input: expected /, '')}` }];
    default:
      return [{ path: issue.path, reason: lowered(issue.message) }];
  }
}

function kindsOf(issue: { message: string; options?: unknown }): string {
  return Array.isArray(issue.options) ? `must be one of ${issue.options.join(', ')}` : lowered(issue.message);
}

/** Messages of our own begin small; zod's begin with a capital and stand after a colon. */
function lowered(message: string): string {
  return /^[A-Z]/.test(message) ? `is refused: ${message}` : message;
}

function depth(issues: readonly z.core.$ZodIssue[]): number {
  return Math.max(0, ...issues.map((issue) => issue.path.length));
}

function strippedKeys(input: unknown, output: unknown, path: PropertyKey[] = []): PropertyKey[][] {
  if (Array.isArray(input) && Array.isArray(output))
    return input.flatMap((element, index) => strippedKeys(element, output[index], [...path, index]));
  if (!isObject(input) || !isObject(output)) return [];
  return Object.keys(input).flatMap((key) =>
    Object.hasOwn(output, key) ? strippedKeys(input[key], output[key], [...path, key]) : [[...path, key]],
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
