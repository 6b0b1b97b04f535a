// Owns what every Sparkplug handler is given: the message, read, and the parts of ingest it speaks to.
import type { PayloadReader } from '@takt/model/sparkplug';
import type { Latest } from '../../live/index.ts';
import type { Counters } from '../counters.ts';
import type { Flusher } from '../flusher.ts';
import type { Readings } from '../readings.ts';
import type { SourceState, Sources } from '../sources.ts';
import type { Commands } from './commands.ts';
import type { Session } from './session.ts';
import type { Sessions } from './sessions.ts';

export interface SparkplugContext {
  reader: PayloadReader;
  sources: Sources;
  readings: Readings;
  sessions: Sessions;
  commands: Commands;
  flusher: Flusher;
  latest: Latest;
  counters: Counters;
}

export interface SparkplugMessage {
  session: Session;
  /** The machine a device message is about; for a node message the node itself, where it has signals of its own. */
  source: SourceState;
  topic: string;
  payload: Uint8Array;
  now: number;
}
