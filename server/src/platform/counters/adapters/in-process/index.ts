// Owns counters of one process, in a bounded part of its memory.
import { createHmac, randomBytes } from 'node:crypto';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import type { Counters } from '../../port.ts';
import { counterOver } from '../counter.ts';

/** Keys share this many places: whoever has many addresses fills no memory, and cannot choose with whom they share. */
const places = 32_768;

export function createCountersInProcess(): Counters {
  const salt = randomBytes(16);
  const placeOf = (key: string) => String(createHmac('sha256', salt).update(key).digest().readUInt32BE() % places);
  return ({ name, windowMs }) => counterOver(limiterInProcess(name, windowMs), placeOf);
}

/** Also what the shared ones fall back to. */
export function limiterInProcess(name: string, windowMs: number): RateLimiterMemory {
  return new RateLimiterMemory({ keyPrefix: name, points: Number.MAX_SAFE_INTEGER, duration: windowMs / 1000 });
}
