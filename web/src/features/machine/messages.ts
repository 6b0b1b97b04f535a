// Owns the last messages as a list shows them: how late each came, and what it said in a line.
import type { RouteResult } from '@takt/model/api';

export type Message = RouteResult<'machines.messages'>[number];

/** Two messages of one moment on one topic are told apart by their readings. */
export function messageKey({ receivedAt, topic, at, bytes, samples }: Message): string {
  return `${receivedAt} ${at} ${topic} ${bytes} ${samples[0]?.signal ?? ''} ${String(samples[0]?.value ?? '')}`;
}

/** From the device's stamp to the server, ms; below zero when the device's clock is ahead. */
export const delayMs = ({ receivedAt, at }: Message) => receivedAt - at;
