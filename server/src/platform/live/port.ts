// Owns the live fan-out port: rooms per scope, who watches, what is sent.
import type { LiveFacts, LiveValues } from '@takt/model/api';

export interface LiveFanout {
  /** Whether anyone watches `<level>:<code>`. */
  watched(scope: string): boolean;
  watchedScopes(): string[];
  publishValues(scope: string, values: LiveValues): void;
  publishFacts(scope: string, facts: LiveFacts): void;
  /** What a client gets as the answer to `watch`; undefined: the scope does not exist. */
  onWatch(snapshot: (scope: string) => LiveValues | undefined): void;
  close(): Promise<void>;
}
