// Owns request bodies: bounded in size, JSON or YAML, read into plain data.
import type { Problem } from '@takt/model/api';
import express, { type RequestHandler } from 'express';
import { parseYaml } from '../yaml/index.ts';
import { problem } from './problem.ts';

const jsonTypes = ['application/json', 'application/*+json'];
const yamlTypes = ['application/yaml', 'application/x-yaml', 'text/yaml', 'text/x-yaml'];

export const defaultBodyLimit = 1_000_000;

/** Reads the body as text; a larger one than `limit` bytes ends in an error with status 413. */
export function readBody(limit: number): RequestHandler {
  return express.text({ type: [...jsonTypes, ...yamlTypes], limit });
}

export type ReadBody =
  | { ok: true; value: unknown; lineOf?: (path: readonly PropertyKey[]) => number | undefined }
  | { ok: false; problem: Problem };

/** `isType` tells whether the request's content type is one of those given. */
export function parseBody(text: unknown, isType: (types: string[]) => boolean): ReadBody {
  const yaml = isType(yamlTypes);
  if (!yaml && !isType(jsonTypes)) {
    return { ok: false, problem: problem('unsupported_media_type', 'send application/json or application/yaml') };
  }
  if (typeof text !== 'string' || text.trim() === '') {
    return {
      ok: false,
      problem: problem('invalid_input', 'a body is required', [{ field: 'body', reason: 'is required' }]),
    };
  }
  return yaml ? fromYaml(text) : fromJson(text);
}

function fromJson(text: string): ReadBody {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'is malformed';
    return { ok: false, problem: problem('invalid_input', 'the body is not valid JSON', [{ field: 'body', reason }]) };
  }
}

function fromYaml(text: string): ReadBody {
  const parsed = parseYaml(text);
  if (parsed.ok) return { ok: true, value: parsed.document.value, lineOf: parsed.document.lineOf };
  const errors = parsed.errors.map(({ line, column, reason }) => ({
    field: 'body',
    reason: `line ${line}, column ${column}: ${reason}`,
  }));
  return { ok: false, problem: problem('invalid_input', 'the body is not valid YAML', errors) };
}
