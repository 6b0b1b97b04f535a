// Owns gathering what is known of many subjects at once: a handful of statements however many they are.
import type { Findings, ResultReason, SubjectFacts } from '@takt/model/recognition';
import type { RecognitionParts } from '../parts.ts';
import { digitalWorkshopsOf, heldBy } from './certificates.ts';
import { equipmentOf } from './equipment.ts';
import { figuresOf } from './figures.ts';
import { projectsOf } from './projects.ts';
import type { Subject } from './subject.ts';
import { telemetryOf } from './telemetry.ts';

export type { Subject, SubjectKind } from './subject.ts';

/** Of subjects of one kind, by their ids. */
export async function gatherFacts(
  parts: RecognitionParts,
  subjects: readonly Subject[],
): Promise<Map<string, SubjectFacts>> {
  const [first] = subjects;
  if (!first) return new Map();
  const { db } = parts;
  const ids = subjects.map(({ id }) => id);
  const [equipment, figures, certificates, held, projects] = await Promise.all([
    equipmentOf(db, first.kind, ids),
    figuresOf(db, first.kind, ids),
    first.kind === 'enterprise' ? digitalWorkshopsOf(parts, ids) : undefined,
    heldBy(parts, ids),
    projectsOf(parts, first.kind, ids),
  ]);
  const telemetry = await telemetryOf(parts, subjects, (id) => equipment.get(id)?.pieces ?? 0);
  const known = ({ id, district }: Subject): SubjectFacts => ({
    area: parts.regions.district(district)?.area,
    ...merged([equipment.get(id), figures.get(id), certificates?.get(id), telemetry.get(id)]),
    projects: projects.get(id) ?? [],
    held: held.get(id) ?? [],
  });
  return new Map(subjects.map((subject) => [subject.id, known(subject)]));
}

interface Known {
  findings: Findings;
  missing?: Partial<Record<string, ResultReason>>;
}

function merged(sources: readonly (Known | undefined)[]): Pick<SubjectFacts, 'findings' | 'missing'> {
  const findings: Record<string, Findings[keyof Findings]> = {};
  const missing: Partial<Record<string, ResultReason>> = { ...withoutRecords };
  for (const source of sources) {
    Object.assign(missing, source?.missing);
    for (const [indicator, found = []] of Object.entries(source?.findings ?? {}))
      findings[indicator] = [...(findings[indicator] ?? []), ...found];
  }
  return { findings, missing };
}

/** Why nothing is known where there is no project, or no equipment list. */
const withoutRecords: SubjectFacts['missing'] = {
  nc_rate: 'no_equipment',
  key_process_nc_rate: 'no_equipment',
  investment_yuan: 'no_project',
  project_started_on: 'no_project',
  project_months: 'no_project',
  project_finished: 'no_project',
};
