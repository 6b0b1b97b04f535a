// Owns round trips and clocks: how long a part takes to answer, and how far its clock is from this machine's.
import type { Finding } from './check.ts';

/** Beyond this, readings stamped by one part look late or early to another. */
const mostSkewMs = 2000;

export interface RoundTrip<T> {
  answer: T;
  latencyMs: number;
  /** Epoch ms by this machine, half-way between question and answer. */
  at: number;
}

export async function roundTrip<T>(ask: () => Promise<T>): Promise<RoundTrip<T>> {
  const started = performance.now();
  const asked = Date.now();
  const answer = await ask();
  const latencyMs = performance.now() - started;
  return { answer, latencyMs, at: asked + latencyMs / 2 };
}

/** A finding on a part that answers, made worse where its clock is off by more than it could be told by `accuracyMs`. */
export function withClock(finding: Finding, skewMs: number, accuracyMs = 0): Finding {
  const measured = { ...finding, skewMs: Math.round(skewMs) };
  if (finding.verdict !== 'ok' || Math.abs(skewMs) - accuracyMs <= mostSkewMs) return measured;
  return { ...measured, verdict: 'warn', hint: 'its clock and that of this machine differ: run NTP on both' };
}
