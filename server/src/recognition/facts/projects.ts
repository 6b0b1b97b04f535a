// Owns what retrofit projects say: money, dates, whether they are finished, and what their effect is measured or declared to be.
import { type Finding, monthsBetween, noSource, type ProjectFacts, type ResultReason } from '@takt/model/recognition';
import { inParts } from '../../platform/database/in-parts.ts';
import type { Row } from '../../platform/database/index.ts';
import type { RecognitionParts } from '../parts.ts';
import { todayOf } from '../schemes/shown.ts';
import { effectsOf } from './effects.ts';
import { figuresOf } from './figures.ts';
import type { SubjectKind } from './subject.ts';

type Project = Pick<Row<'retrofit_projects'>, 'id' | 'stage' | 'planned_yuan' | 'paid_yuan' | 'updated_at'> & {
  subject: string;
};
type Stage = Pick<Row<'retrofit_stages'>, 'stage' | 'actual_from' | 'actual_to'>;

/** Of workshops those whose scope they are in; of enterprises theirs. What was stopped or turned down says nothing. */
export async function projectsOf(
  parts: RecognitionParts,
  kind: SubjectKind,
  subjects: readonly string[],
): Promise<Map<string, ProjectFacts[]>> {
  const projects = await readProjects(parts, kind, subjects);
  const ids = [...new Set(projects.map(({ id }) => id))];
  const [stages, effects, figures] = await Promise.all([
    readStages(parts, ids),
    effectsOf(parts.db, ids),
    figuresOf(parts.db, 'project', ids),
  ]);
  const today = todayOf(parts);
  const factsOf = (project: Project): ProjectFacts => {
    const dated = datesOf(project, stages.get(project.id) ?? [], today);
    const findings = { ...figures.get(project.id)?.findings };
    for (const [indicator, finding] of effects.get(project.id) ?? [])
      findings[indicator] = [...(findings[indicator] ?? []), finding];
    return { project: project.id, findings: { ...findings, ...dated.findings }, missing: dated.missing };
  };
  const bySubject = Map.groupBy(projects, ({ subject }) => subject);
  return new Map([...bySubject].map(([subject, own]) => [subject, own.map(factsOf)]));
}

async function readProjects(
  { db }: RecognitionParts,
  kind: SubjectKind,
  subjects: readonly string[],
): Promise<Project[]> {
  const base = db
    .selectFrom('retrofit_projects as p')
    .select(['p.id', 'p.stage', 'p.planned_yuan', 'p.paid_yuan', 'p.updated_at'])
    .where('p.stage', '!=', 'stopped')
    .where('p.approval', '!=', 'rejected')
    .orderBy('p.id');
  if (kind === 'enterprise')
    return base.select('p.enterprise as subject').where('p.enterprise', 'in', subjects).execute();
  return base
    .innerJoin('retrofit_scopes as s', 's.project', 'p.id')
    .select('s.workshop as subject')
    .where('s.workshop', 'in', subjects)
    .distinct()
    .execute();
}

async function readStages({ db }: RecognitionParts, projects: readonly string[]): Promise<Map<string, Stage[]>> {
  const rows: (Stage & { project: string })[] = [];
  for (const ids of inParts(projects, 1000))
    rows.push(
      ...(await db
        .selectFrom('retrofit_stages')
        .select(['project', 'stage', 'actual_from', 'actual_to'])
        .where('project', 'in', ids)
        .execute()),
    );
  return Map.groupBy(rows, ({ project }) => project);
}

/** It starts with its implementation, or with its first stage where that is not dated; it is finished once it is accepted. */
function datesOf(project: Project, stages: readonly Stage[], today: string) {
  const stage = (name: string) => stages.find((one) => one.stage === name);
  const accepted = stage('acceptance')?.actual_to ?? stage('closed')?.actual_from ?? null;
  const finished = project.stage === 'closed' || stage('acceptance')?.actual_to != null;
  const first = stages.flatMap(({ actual_from }) => actual_from ?? []).sort()[0];
  const started = stage('implementation')?.actual_from ?? first;
  const end = finished ? accepted : today;
  const of = (value: number | string, detail: string | null = null): Finding[] => {
    const source = { ...noSource, kind: 'project', id: project.id, from: started ?? null, to: accepted, detail };
    return [{ value, origin: 'declared', source, at: project.updated_at }];
  };
  const paid = finished && project.paid_yuan > 0;
  const dated = started !== undefined && end !== null && started <= end;
  const missing: Partial<Record<string, ResultReason>> = { project_started_on: 'no_start', project_months: 'no_start' };
  return {
    findings: {
      investment_yuan: of(paid ? project.paid_yuan : project.planned_yuan, paid ? 'paid' : 'planned'),
      project_finished: of(finished ? 1 : 0),
      ...(started !== undefined && { project_started_on: of(started) }),
      ...(dated && { project_months: of(monthsBetween(started, end), finished ? null : 'so_far') }),
    },
    missing,
  };
}
