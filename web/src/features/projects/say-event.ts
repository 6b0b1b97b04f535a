// Owns how an entry of a project's history is told: what was done in a sentence, and what changed field by field.
import type { RouteResult } from '@takt/model/api';
import { approvals, decisions, projectStates } from '@takt/model/retrofit';
import type { Translate } from '../../locales/keys.ts';

export type ProjectEvent = RouteResult<'projects.events'>[number];

export interface EventWords {
  t: Translate;
  money(yuan: number): string;
  day(date: string | null): string;
  typeName(code: string): string;
}

const fields = [
  'name',
  'type',
  'description',
  'supplier',
  'plannedYuan',
  'paidYuan',
  'funding',
  'responsible',
  'goLive',
  'stages',
  'scopes',
  'approval',
  'due',
  'done',
] as const;
type Field = (typeof fields)[number];
type State = Record<string, unknown>;

const stateIn = (value: unknown): State => (typeof value === 'object' && value !== null ? (value as State) : {});
const text = (value: unknown) => (typeof value === 'string' ? value : '');

/** What was done, after the name of who did it. */
export function sayEvent({ kind, details }: ProjectEvent, { t }: EventWords): string {
  const stage = projectStates.find((one) => one === stateIn(details.after).stage);
  const decision = decisions.find((one) => one === details.decision);
  const name = text(details.name) || text(stateIn(details.after).name) || text(stateIn(details.before).name);
  return t(`projects.feed.kinds.${kind}`, {
    to: stage ? t(`projects.stages.${stage}`) : '',
    decision: decision ? t(`projects.approvalPanel.decisions.${decision}`) : '',
    name,
  });
}

/** What else there is to say, line by line. */
export function linesOf(event: ProjectEvent, words: EventWords): string[] {
  const { t } = words;
  const { kind, details } = event;
  const [before, after] = [stateIn(details.before), stateIn(details.after)];
  const lines: string[] = [];
  const told = kind === 'changed' || kind === 'milestone_changed' || kind === 'submitted';
  if (told) for (const field of fields) lines.push(...change(field, before, after, words));
  const reason = text(details.reason) || (kind === 'resumed' ? text(before.reason) : '');
  if (reason === 'amount') lines.push(t('projects.done.again'));
  else if (reason) lines.push(t('projects.feed.reason', { text: reason }));
  if (kind === 'advanced' && typeof after.on === 'string')
    lines.push(t('projects.feed.on', { date: words.day(after.on) }));
  return lines;
}

function change(field: Field, before: State, after: State, words: EventWords): string[] {
  if (!(field in after) || JSON.stringify(before[field]) === JSON.stringify(after[field])) return [];
  const values = {
    field: words.t(`projects.feed.fields.${field}`),
    before: sayValue(field, before[field], words),
    after: sayValue(field, after[field], words),
  };
  // Of lists one looks at the page.
  if (Array.isArray(after[field])) return [`${values.field}: ${words.t('projects.feed.changed')}`];
  return [words.t('projects.feed.change', values)];
}

function sayValue(field: Field, value: unknown, { t, money, day, typeName }: EventWords): string {
  if (field === 'plannedYuan' || field === 'paidYuan')
    return typeof value === 'number' ? money(value) : t('common.none');
  if (field === 'goLive' || field === 'due' || field === 'done') return day(text(value) || null);
  if (field === 'type') return typeName(text(value));
  const approval = field === 'approval' ? approvals.find((one) => one === value) : undefined;
  if (approval) return t(`projects.approvals.${approval}`);
  return text(value) || t('common.none');
}
