// Owns what the measured effect of projects says in the terms of criteria: relative changes.
import { type CriterionIndicator, type Finding, noSource, type ResultReason } from '@takt/model/recognition';
import type { Kysely } from 'kysely';
import { z } from 'zod';
import { inParts } from '../../platform/database/in-parts.ts';
import type { Row, Schema } from '../../platform/database/index.ts';

type Effect = Pick<
  Row<'effect_results'>,
  'project' | 'indicator' | 'verdict' | 'estimate' | 'computed_at' | 'details' | 'coverage'
>;
type Change = [indicator: CriterionIndicator, finding: Finding];

/** The first that was measured counts. */
const measuredBy: readonly [
  criterion: CriterionIndicator,
  effect: string,
  relative: (before: number, by: number) => number,
][] = [
  ['productivity_change', 'output_per_hour', relative],
  ['productivity_change', 'effectiveness', relative],
  ['defect_rate_change', 'quality_ratio', (before, by) => relative(1 - before, -by)],
  ['defect_rate_change', 'fpy', (before, by) => relative(1 - before, -by)],
  // Efficiency is output for energy, the indicator is energy for output.
  ['energy_efficiency_change', 'energy_per_good', (before, by) => before / (before + by) - 1],
];

function relative(before: number, by: number): number {
  return by / before;
}

/** A measured effect that is not shown passes nothing, and no declared figure stands in for it. */
const refutedBy: Readonly<Record<string, ResultReason | undefined>> = {
  not_shown: 'effect_not_shown',
  worse: 'effect_worse',
};
const answered = ['effective', 'not_shown', 'worse'] as const;

export async function effectsOf(db: Kysely<Schema>, projects: readonly string[]): Promise<Map<string, Change[]>> {
  const rows: Effect[] = [];
  for (const ids of inParts(projects, 1000))
    rows.push(
      ...(await db
        .selectFrom('effect_results')
        .select(['project', 'indicator', 'verdict', 'estimate', 'computed_at', 'details', 'coverage'])
        .where('project', 'in', ids)
        .where('origin', '=', 'measured')
        .where('verdict', 'in', answered)
        .execute()),
    );
  const byProject = Map.groupBy(rows, ({ project }) => project);
  return new Map([...byProject].map(([project, effects]) => [project, changesOf(project, effects)]));
}

function changesOf(project: string, effects: readonly Effect[]): Change[] {
  const changes = new Map<CriterionIndicator, Finding>();
  for (const [criterion, indicator, change] of measuredBy) {
    const effect = effects.find((one) => one.indicator === indicator);
    if (!effect || changes.has(criterion)) continue;
    const value = relativeChange(effect, change);
    if (value === undefined) continue;
    const refuted = refutedBy[effect.verdict];
    const source = { ...noSource, kind: 'effect', id: project, detail: indicator };
    const finding: Finding = { value, origin: 'measured', source, at: effect.computed_at };
    changes.set(criterion, refuted === undefined ? finding : { ...finding, refuted });
  }
  return [...changes];
}

const detailsSchema = z.object({ before: z.union([z.number(), z.object({ value: z.number() })]) });

function relativeChange(
  { estimate, details }: Effect,
  change: (before: number, by: number) => number,
): number | undefined {
  const read = detailsSchema.safeParse(JSON.parse(details));
  if (!read.success || estimate === null) return undefined;
  const { before } = read.data;
  const value = change(typeof before === 'number' ? before : before.value, estimate);
  return Number.isFinite(value) ? value : undefined;
}
