// A report is made as the bureau of its region: it asks for what is there, and for nothing else.
import { createRegions } from '@takt/model/regions';
import { expect, test } from 'vitest';
import { bureauCaller } from '../../../../server/src/report/bureau.ts';

const name = (text: string) => ({ 'zh-CN': text, en: text });
const regions = createRegions({
  city: { code: '500000', name: name('重庆'), timeZone: 'Asia/Shanghai' },
  areas: {},
  districts: ['500110', '500101'].map((code) => ({
    code,
    name: name(code),
    kind: 'district',
    aliases: [],
    towns: [],
  })),
});

test.each([
  ['500000', 'city_officer', ['500000', '500110', '500101']],
  ['500110', 'district_officer', ['500110']],
])('that of %s sees what %s would', (region, role, seen) => {
  const caller = bureauCaller(regions, region);
  expect(caller.grants.map((grant) => grant.role)).toEqual([role]);
  const codes = ['500000', '500110', '500101', 'nowhere'].filter((code) =>
    caller.may('cockpit.read', { level: code === '500000' ? 'city' : 'district', code }),
  );
  expect(codes).toEqual(seen);
});

test('it sees nothing that needs the consent of an enterprise to be shown by itself, and may do nothing more than its officers', () => {
  const caller = bureauCaller(regions, '500000');
  expect(caller.mayEverywhere('kpi.read')).toBe(false);
  expect(caller.may('kpi.read', { level: 'workshop', code: 'w1' })).toBe(false);
  expect(caller.may('users.write', { level: 'city', code: '500000' })).toBe(false);
});
