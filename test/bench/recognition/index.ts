// Benchmark: all criteria of a city evaluated in a night, and the list of what is not recognised yet, over a synthetic city.
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { districtNames } from '@takt/model/regions';
import { openPlant } from '../../../server/src/plant/index.ts';
import { createAudit } from '../../../server/src/platform/audit/index.ts';
import { evaluateDue } from '../../../server/src/recognition/evaluation/job.ts';
import { gatherFacts } from '../../../server/src/recognition/facts/index.ts';
import { readSubjects } from '../../../server/src/recognition/facts/subject.ts';
import { keepShippedSchemes } from '../../../server/src/recognition/index.ts';
import type { RecognitionParts } from '../../../server/src/recognition/parts.ts';
import { readRegions } from '../../../server/src/region/index.ts';
import { repository } from '../../harness/child.ts';
import { givenPeople, type TestPerson } from '../../harness/people.ts';
import { embeddedProfile } from '../profile.ts';
import type { Benchmark, BenchResult } from '../result.ts';
import { percentile, repeat, timed } from '../timing.ts';
import { buildCity, size } from './city.ts';

const rounds = 100;
const workshops = size.enterprises * size.workshopsEach;

export const run: Benchmark = async () => {
  const profile = await embeddedProfile();
  const regions = await readRegions(join(repository, 'config/regions/chongqing.yaml'));
  const [database, store] = await Promise.all([profile.openDatabase(), profile.openStore()]);
  const { db } = database;
  const districts = regions.districts.map(({ code }) => code);
  await buildCity(db, store, districts);
  const plant = await openPlant({ db, audit: createAudit(Date.now), names: districtNames(regions) });
  const recognitionDirectory = join(repository, 'config/recognition');
  const parts = { db, store, plant, regions, recognitionDirectory, clock: Date.now } as unknown as RecognitionParts;
  await keepShippedSchemes(parts);

  const bare = await timed(() => readAll(parts));
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  const first = await timed(() => evaluateDue(parts));
  delay.disable();
  const again = await timed(() => evaluateDue(parts));
  await db.updateTable('recognition_evaluations').set({ evaluated_at: 1 }).execute();
  const second = await timed(() => evaluateDue(parts));
  const { rows } = await db
    .selectFrom('recognition_evaluations')
    .select((e) => e.fn.countAll<number>().as('rows'))
    .executeTakeFirstOrThrow();
  await store.close();
  await database.close();

  const server = await profile.startServer();
  const people = await givenPeople(server, {
    city: [{ role: 'city_officer', scope: 'city:500000' }],
    district: [{ role: 'district_officer', scope: `district:${districts[0]}` }],
  });
  const lists = await measureLists(people, districts);
  const [subject] = await repeatEvaluation(people.city);
  await server.stop();
  await profile.remove();
  const of = `${workshops} workshops and ${size.enterprises} enterprises`;
  const baseline = { name: 'the bare reads of what is known', value: bare / 1000 };
  return [
    {
      name: `all criteria of ${of}, first night`,
      value: first / 1000,
      unit: 's',
      goal: '≤ 300 s',
      baseline,
      note: `${rows} evaluations`,
    },
    { name: 'the same the next night', value: second / 1000, unit: 's', goal: '≤ 300 s', baseline },
    { name: 'the same with nothing due', value: again / 1000, unit: 's' },
    { name: 'longest the event loop stood still meanwhile', value: delay.max / 1e6, unit: 'ms' },
    ...lists,
    {
      name: 'one workshop evaluated afresh, 95 % within',
      value: subject ?? Number.NaN,
      unit: 'ms',
      note: `${rounds} times over HTTP`,
    },
  ];
};

async function readAll(parts: RecognitionParts): Promise<void> {
  for (const kind of ['workshop', 'enterprise'] as const)
    for (let after = ''; ; ) {
      const subjects = await readSubjects(parts.db, kind, { after, limit: 500 });
      const last = subjects.at(-1);
      if (!last) break;
      await gatherFacts(parts, subjects);
      after = last.id;
    }
}

async function measureLists(
  { city, district }: Record<'city' | 'district', TestPerson>,
  districts: readonly string[],
): Promise<BenchResult[]> {
  const scheme = 'cq-digital-workshop';
  const asked: [string, TestPerson, object][] = [
    ['the whole city', city, {}],
    ['one district of it', city, { district: districts[3] }],
    ['what lacks one criterion, in the whole city', city, { lacking: 'equipment_nc_rate' }],
    ['the last page of the whole city', city, { offset: 20_000 }],
    ['a district’s bureau with consents', district, {}],
  ];
  const results: BenchResult[] = [];
  for (const [what, person, more] of asked) {
    const times = await repeat(rounds, () => person.call('readiness.list', { query: { scheme, ...more } }));
    const name = `what is not recognised yet: ${what}, 95 % within`;
    results.push({ name, value: percentile(times, 0.95), unit: 'ms', goal: '≤ 150 ms', note: '50 rows over HTTP' });
  }
  return results;
}

async function repeatEvaluation(person: TestPerson): Promise<[number]> {
  const times = await repeat(rounds, (round) =>
    person.call('evaluations.get', { params: { kind: 'workshop', id: `e${String(round).padStart(5, '0')}-w0` } }),
  );
  return [percentile(times, 0.95)];
}
