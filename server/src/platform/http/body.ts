// Owns request bodies: bounded in size, JSON or YAML, read into plain data.
import type { Problem } from '@takt/model/api';
import express, { type RequestHandler } from 'express';
import { isNestedTooDeeply, tooDeep } from '../validation/depth.ts';
import { parseYaml } from '../yaml/index.ts';
import { problem } from './problem.ts';

const jsonTypes = ['application/json', 'application/*+json'];
const yamlTypes = ['application/yaml', 'application/x-yaml', 'text/yaml', 'text/x-yaml'];

export const defaultBodyLimit = 1_000_000;
/** Reading YAML takes more than a second per megabyte, in which nobody else is answered; JSON takes a hundredth of it. */
const yamlLimit = 2_000_000;

/**
 * Reads the body as text; a larger one than `limit` bytes ends in an error with status 413, a compressed one with 415: what it
 * would become is not known before the work is done.
 */
export function readBody(limit: number): RequestHandler {
  return express.text({ type: [...jsonTypes, ...yamlTypes], limit, inflate: false });
}

/** Reads a file as it is, whatever its type; a larger one than `limit` bytes ends in an error with status 413. */
export function readFile(limit: number): RequestHandler {
  return express.raw({ type: () => true, limit, inflate: false });
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
    const value: unknown = JSON.parse(text);
    if (!isNestedTooDeeply(value)) return { ok: true, value };
    const errors = [{ field: 'body', reason: tooDeep }];
    return { ok: false, problem: problem('invalid_input', 'the body is nested too deeply', errors) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'is malformed';
    return { ok: false, problem: problem('invalid_input', 'the body is not valid JSON', [{ field: 'body', reason }]) };
  }
}

function fromYaml(text: string): ReadBody {
  if (text.length > yamlLimit) {
    return { ok: false, problem: problem('too_large', `YAML may have at most ${yamlLimit} characters; send JSON`) };
  }
  const parsed = parseYaml(text);
  if (parsed.ok) return { ok: true, value: parsed.document.value, lineOf: parsed.document.lineOf };
  const errors = parsed.errors.map(({ line, column, reason }) => ({
    field: 'body',
    reason: `line ${line}, column ${column}: ${reason}`,
  }));
  return { ok: false, problem: problem('invalid_input', 'the body is not valid YAML', errors) };
}
