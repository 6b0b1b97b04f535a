// Owns the certificates and applications of the synthetic city.
import type { RecognitionKind } from '@takt/model/recognition';
import type { NewRow } from '../../../server/src/platform/database/index.ts';
import { type CityContext, daysAgo, type Rows } from './context.ts';
import type { MadeRegistry } from './registry.ts';

const schemes = [
  { id: 'bench-digital-workshop', subject: 'workshop', countsAs: 'digital_workshop', share: 0.15 },
  { id: 'bench-smart-factory', subject: 'enterprise', countsAs: 'smart_factory', share: 0.05 },
  { id: 'bench-national-basic', subject: 'enterprise', countsAs: 'national_basic', share: 0.1 },
  { id: 'bench-national-advanced', subject: 'enterprise', countsAs: 'national_advanced', share: 0.02 },
] as const satisfies readonly {
  id: string;
  subject: 'workshop' | 'enterprise';
  countsAs: RecognitionKind;
  share: number;
}[];
const dayMs = 86_400_000;
const states = ['draft', 'district_review', 'city_decision', 'approved', 'rejected'] as const;

export function makeRecognition(
  context: CityContext,
  { enterprises, workshops }: MadeRegistry,
): Required<Pick<Rows, 'recognition_schemes' | 'certificates' | 'recognition_applications' | 'recognition_events'>> {
  const { now, random } = context;
  const certificates: NewRow<'certificates'>[] = [];
  const applications: NewRow<'recognition_applications'>[] = [];
  const events: NewRow<'recognition_events'>[] = [];
  for (const scheme of schemes) {
    const subjects =
      scheme.subject === 'workshop'
        ? workshops.map(({ id, enterprise, district }) => ({ id, enterprise, district }))
        : enterprises.map(({ id, district }) => ({ id, enterprise: id, district }));
    for (const subject of subjects) {
      const { enterprise, district } = subject;
      const of = {
        scheme: scheme.id,
        version: 1,
        subject_kind: scheme.subject,
        subject: subject.id,
        enterprise,
        district,
      };
      if (random.chance(scheme.share))
        certificates.push(certificateOf(context, of, scheme.countsAs, certificates.length));
      else if (random.chance(0.04)) {
        const id = `a${applications.length}`;
        const state = random.pick(states);
        const ago = random.between(5, 120);
        applications.push({
          id,
          number: `SQ-${applications.length}`,
          ...of,
          state,
          applied_on: state === 'draft' ? null : daysAgo(context, ago),
          self_check: '{}',
          created_at: now - (ago + 10) * dayMs,
          created_by: 'system',
          updated_at: now - Math.floor(ago / 2) * dayMs,
          revision: 1,
        });
        events.push(...eventsOf(context, id, state, ago));
      }
    }
  }
  return {
    recognition_schemes: schemes.map(({ id, subject, countsAs }) => ({
      id,
      version: 1,
      subject,
      counts_as: countsAs,
      valid_from: '2020-01-01',
      valid_to: null,
      body: '{}',
      origin: 'edited',
      created_at: now,
      created_by: 'system',
      created_by_name: 'system',
    })),
    certificates,
    recognition_applications: applications,
    recognition_events: events,
  };
}

function certificateOf(
  context: CityContext,
  of: Pick<NewRow<'certificates'>, 'scheme' | 'version' | 'subject_kind' | 'subject' | 'enterprise' | 'district'>,
  countsAs: string,
  index: number,
): NewRow<'certificates'> {
  const { now, random } = context;
  const ago = random.between(1, 1500);
  const state = random.chance(0.03) ? 'warned' : random.chance(0.02) ? 'withdrawn' : 'valid';
  return {
    id: `c${index}`,
    number: `CERT-${index}`,
    application: null,
    ...of,
    counts_as: countsAs,
    issued_on: daysAgo(context, ago),
    valid_until: random.chance(0.5) ? daysAgo(context, ago - 1700) : null,
    state,
    warned_on: state === 'warned' ? daysAgo(context, Math.floor(ago / 2)) : null,
    withdrawn_on: state === 'withdrawn' ? daysAgo(context, Math.floor(ago / 2)) : null,
    reason: null,
    origin: 'imported',
    evidence: null,
    recorded_at: now - ago * 86_400_000,
    revision: 1,
  };
}

function eventsOf(
  { now, random }: CityContext,
  application: string,
  state: string,
  ago: number,
): NewRow<'recognition_events'>[] {
  const event = (kind: string, days: number): NewRow<'recognition_events'> => ({
    application,
    certificate: null,
    at: now - days * dayMs,
    actor: 'system',
    actor_name: 'system',
    kind,
    details: '{}',
  });
  if (state === 'draft') return [];
  const review = Math.max(0, ago - random.between(5, 60));
  const steps = [event('submitted', ago)];
  if (state !== 'district_review') steps.push(event('accepted', review));
  if (state === 'approved' || state === 'rejected')
    steps.push(event(state, Math.max(0, review - random.between(3, 50))));
  return steps;
}
