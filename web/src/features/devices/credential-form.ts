// Owns the form that issues a credential: what must be right before it is worth sending, and the body it becomes.
import type { RouteInput } from '@takt/model/api';

type Body = RouteInput<'credentials.issue'>['body'];

export interface IssueFields {
  site: string;
  name: string;
  kind: Body['kind'];
  method: Body['method'];
  /** Codes as typed, with commas or spaces between. */
  machines: string;
  /** As typed; for certificates. */
  days: string;
  csr: string;
}

export type IssueProblem = 'site' | 'name' | 'machines' | 'days';

/** As the contract has it, which would bring its validation library along. */
const code = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
export const longestDays = 825;

const codesOf = (text: string) => [...new Set(text.split(/[\s,，、;]+/).filter((one) => one !== ''))];

export function issueProblems({ site, name, kind, method, machines, days }: IssueFields): IssueProblem[] {
  const problems: IssueProblem[] = [];
  if (site === '') problems.push('site');
  if (!code.test(name.trim())) problems.push('name');
  if (kind === 'node' && !codesOf(machines).every((one) => code.test(one))) problems.push('machines');
  const count = Number(days);
  if (method === 'certificate' && !(Number.isInteger(count) && count >= 1 && count <= longestDays))
    problems.push('days');
  return problems;
}

export function issueBody({ kind, method, machines, days, csr }: IssueFields): Body {
  const codes = kind === 'node' ? codesOf(machines) : [];
  const certificate = method === 'certificate';
  return {
    kind,
    method,
    ...(codes.length > 0 && { machines: codes }),
    ...(certificate && { days: Number(days) }),
    ...(certificate && csr.trim() !== '' && { csr: csr.trim() }),
  };
}
