// The profile: permissions as groups, devices by name, and a secret drawn as a QR code.
import { permissions } from '@takt/model/access';
import { describe, expect, test } from 'vitest';
import { deviceOf } from '../../../../../web/src/features/profile/device.ts';
import {
  groupsOf,
  permissionGroups,
  permissionsOf,
} from '../../../../../web/src/features/profile/permission-groups.ts';
import { qrOf } from '../../../../../web/src/features/profile/qr.ts';

describe('permission groups', () => {
  test('hold every permission that can be given, once', () => {
    const grouped = Object.values(permissionGroups).flat();
    expect(grouped.toSorted()).toEqual(permissions.filter((one) => one !== 'public' && one !== 'self').toSorted());
  });

  test('offer what is held, and ask for nothing beyond it', () => {
    const held = ['public', 'self', 'plant.read', 'kpi.read', 'machine_kpi.read'] as const;
    expect(groupsOf(held)).toEqual(['plant', 'figures']);
    expect(permissionsOf(['plant', 'figures'], held)).toEqual(['plant.read', 'kpi.read', 'machine_kpi.read']);
  });
});

test.each([
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/131.0.0.0 Safari/537.36 Edg/131.0',
    'Edge',
    'Windows',
  ],
  ['Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/131.0.0.0 Safari/537.36', 'Chrome', 'Linux'],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 Version/18.0 Mobile/15E148 Safari/604.1',
    'Safari',
    'iPhone',
  ],
  [
    'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36 MicroMessenger/8.0',
    'WeChat',
    'Android',
  ],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:133.0) Gecko/20100101 Firefox/133.0', 'Firefox', 'macOS'],
  ['curl/8.5.0', undefined, undefined],
])('%s is told apart', (userAgent, browser, system) => {
  expect(deviceOf(userAgent)).toEqual({ browser, system });
});

test('a QR code has its three finders inside a quiet zone of four modules', () => {
  const { size, path } = qrOf('otpauth://totp/Takt:li?secret=JBSWY3DPEHPK3PXP&issuer=Takt');
  const dark = new Set([...path.matchAll(/M(\d+) (\d+)h/g)].map(([, x, y]) => `${x} ${y}`));
  const row = (y: number, from: number) =>
    Array.from({ length: 7 }, (_, x) => (dark.has(`${from + x} ${y}`) ? '#' : '.')).join('');
  for (const [x, y] of [
    [4, 4],
    [size - 11, 4],
    [4, size - 11],
  ] as const) {
    expect(row(y, x)).toBe('#######');
    expect(row(y + 1, x)).toBe('#.....#');
    expect(row(y + 2, x)).toBe('#.###.#');
  }
  for (const module of dark) {
    const [x = 0, y = 0] = module.split(' ').map(Number);
    expect(Math.min(x, y)).toBeGreaterThanOrEqual(4);
    expect(Math.max(x, y)).toBeLessThan(size - 4);
  }
});
