// Owns what writing in the registry needs: a node is written by whoever may write what it lies in; itself is no reason.
import type { Scope } from '../plant/index.ts';

/** What is written, as far as it decides over who may. */
export type Written =
  | { level: 'enterprise' }
  | { level: 'site' | 'workshop' | 'line' | 'machine'; parent: string }
  /** `enterprise`: whose it is; undefined: shared by everybody. */
  | { level: 'calendar'; enterprise: string | undefined };

const above = { site: 'enterprise', workshop: 'site', line: 'workshop', machine: 'line' } as const;

/**
 * Where `plant.write` must be held to write it. A grant over a site lets one write its workshops, not the site: what a node is
 * called, whose it is and in which district is said by whoever has what it lies in. `everywhere`: over the whole installation.
 */
export function writtenFrom(written: Written): Scope | 'everywhere' {
  switch (written.level) {
    case 'enterprise':
      return 'everywhere';
    case 'calendar':
      return written.enterprise === undefined ? 'everywhere' : { level: 'enterprise', code: written.enterprise };
    default:
      return { level: above[written.level], code: written.parent };
  }
}
