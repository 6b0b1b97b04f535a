// Owns which licences may come in with a dependency: permissive ones, and exceptions with their reasons.
import type { LockedPackage } from './lock-file.ts';
import { isSatisfied } from './spdx.ts';

/** They ask for no more than that their text is kept. */
const allowed: ReadonlySet<string> = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
]);

export interface Exception {
  name: RegExp;
  /** What the lock file says; undefined: nothing. */
  says: string | undefined;
  /** What is true, for the list of components. */
  licence: string;
  why: string;
}

export const exceptions: readonly Exception[] = [
  {
    name: /^lightningcss(-[\w-]+)?$/,
    says: 'MPL-2.0',
    licence: 'MPL-2.0',
    why: 'builds the style sheets of the pages (a part of Vite); nothing of it is in what is served, and it is not changed',
  },
  {
    name: /^@embedpdf\/fonts-sc$/,
    says: 'OFL-1.1',
    licence: 'OFL-1.1',
    why: 'Chinese fonts, embedded in PDF documents as the licence allows; they are neither changed nor sold',
  },
  {
    name: /^png-js$/,
    says: undefined,
    licence: 'MIT',
    why: 'MIT by its LICENSE file; its package.json does not say so',
  },
  {
    name: /^xmlhttprequest-ssl$/,
    says: undefined,
    licence: 'MIT',
    why: 'MIT by its LICENSE file and by the old form `licenses` of its package.json, which the lock file does not carry',
  },
];

export interface Judgement {
  /** One line for each package that may not be used, or whose licence is not known. */
  refused: string[];
  /** Exceptions that no package needs any more. */
  stale: string[];
}

export function judge(packages: readonly LockedPackage[], granted: readonly Exception[] = exceptions): Judgement {
  const used = new Set<Exception>();
  const refused = packages.flatMap((one) => {
    const exception = granted.find(({ name, says }) => name.test(one.name) && says === one.licence);
    if (exception) used.add(exception);
    const reason = exception ? undefined : faultOf(one.licence);
    return reason === undefined ? [] : [`${one.name}@${one.version}${one.dev ? ' (development)' : ''}: ${reason}`];
  });
  return { refused, stale: granted.filter((exception) => !used.has(exception)).map(({ name }) => String(name)) };
}

/** What is true of a package's licence, as far as it is known. */
export function licenceOf({ name, licence }: LockedPackage): string | undefined {
  return exceptions.find((exception) => exception.name.test(name) && exception.says === licence)?.licence ?? licence;
}

function faultOf(licence: string | undefined): string | undefined {
  if (licence === undefined) return 'says no licence';
  try {
    return isSatisfied(licence, allowed) ? undefined : `${licence} is not on the list of what is allowed`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
