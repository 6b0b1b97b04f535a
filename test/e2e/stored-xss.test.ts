// CWE-79, CWE-1336: names and messages that are markup, scripts or templates, shown by every page in a real browser: text they stay.
import { jsonTopic } from '@takt/model/topics';
import { connectAsync } from 'mqtt';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { administrator, signInAsAdministrator } from '../harness/administrator.ts';
import { openPage, startBrowser } from '../harness/browser.ts';
import { describeWith } from '../harness/requirements.ts';
import { type RunningServer, startServer } from '../harness/server.ts';
import { embeddedDatabase, writeConsent } from '../harness/tenants.ts';
import { until } from '../harness/until.ts';
import { ensureWebBuild } from '../harness/web-build.ts';

/** As markup, out of an attribute, and as a template: any of them would set `o`. */
const evil = (what: string) =>
  `<img src=x onerror=o=1>"><script>o=1</script>{{constructor.constructor('o=1')()}}${what}`;
const minuteMs = 60_000;

describeWith({ chromium: true }, 'stored script', () => {
  let browser: Browser;
  let server: RunningServer;
  let cookie: string;

  beforeAll(async () => {
    await ensureWebBuild();
    [browser, server] = await Promise.all([startBrowser(), startServer()]);
    cookie = await signInAsAdministrator(server.url);
    await setUp();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  /** One of everything; what bears a name that is free is named by the attack. */
  async function setUp(): Promise<void> {
    const shifts = [{ code: 'a', name: evil('shift'), start: '00:00', end: '23:59' }];
    const place = { district: evil('district'), sector: evil('sector'), timeZone: 'Asia/Shanghai' };
    await server.put('/api/v1/plant', {
      calendars: { c: { name: evil('calendar'), shifts } },
      enterprises: { e: { name: evil('enterprise') } },
      sites: { s: { enterprise: 'e', name: evil('site'), ...place } },
      workshops: { w: { site: 's', name: evil('workshop'), calendar: 'c' } },
      lines: { l: { workshop: 'w', name: evil('line') } },
      machines: { m: { line: 'l', name: evil('machine'), idealCycleSeconds: 30 } },
    });
    const grants = [{ role: 'enterprise_admin' as const, scope: 'enterprise:e' }];
    await server.call('users.invite', { body: { login: 'somebody', name: evil('person'), grants } });
    // Consents are seen by who runs the installation, and given by the enterprise alone.
    const groups = ['telemetry'] as const;
    const purpose = evil('purpose');
    await writeConsent(embeddedDatabase(server.directory), { enterprise: 'e', bureau: 'platform', groups, purpose });
    // Known to the server with the next change, which signing in is.
    await fetch(`${server.url}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: server.url, 'user-agent': evil('browser') },
      body: JSON.stringify({ login: administrator.login, password: administrator.password }),
    });
    const device = await connectAsync(server.mqttUrl, { reconnectPeriod: 0 });
    const say = (machine: string, body: string) => device.publishAsync(jsonTopic('s', machine), body, { qos: 1 });
    const now = Date.now();
    const told = { product: evil('product'), alarm: evil('alarm'), [evil('signal')]: 1, note: evil('value') };
    const readings = [
      { at: now - 30 * minuteMs, state: 'producing', good: 1, ...told },
      { at: now - 20 * minuteMs, state: 'down', good: 2, alarm: evil('alarm') },
      { at: now - 1000, state: 'down', [evil('signal')]: 2 },
    ];
    await say('m', JSON.stringify(readings));
    await say('m', JSON.stringify({ at: now + 60 * minuteMs, [evil('future')]: evil('future value') }));
    await say('m', evil('no JSON'));
    await say('stranger', JSON.stringify({ [evil('strange')]: evil('strange value') }));
    await device.endAsync();
    await until(async () => (await server.call('quarantine.list', { query: { limit: 10 } })).length === 1);
  }

  /** Where each kind of text is shown; a page that shows none is looked at all the same. */
  const pages: [path: string, shown: readonly string[]][] = [
    ['/', ['workshop']],
    ['/enterprises/e', ['enterprise', 'workshop']],
    ['/sites/s', ['site', 'workshop']],
    ['/workshops/w', ['workshop', 'line', 'machine', 'alarm']],
    ['/machines/m?range=day', ['machine', 'signal', 'value']],
    ['/devices?tab=pending', ['strange']],
    ['/devices?tab=refused', ['no JSON']],
    ['/devices?tab=quarantine', ['future']],
    ['/users', ['person']],
    ['/consents', ['purpose']],
    ['/audit', ['machine']],
    ['/profile', []],
    ['/sign-in?to=javascript:o=1', []],
    ['/machines/%3Cimg%20src=x%20onerror=o=1%3E', []],
    ['/%22%3E%3Cscript%3Eo=1%3C/script%3E?x=%3Cscript%3Eo=1%3C/script%3E#%3Cimg%20src=x%20onerror=o=1%3E', []],
    ['/api/docs?url=data:text/html,%3Cscript%3Eo=1%3C/script%3E&configUrl=https://evil.example/x.json', []],
  ];

  it('runs on no page, and what it would be is shown', async () => {
    const observed = await openPage(browser, 'about:blank', { locale: 'en-GB', session: { url: server.url, cookie } });
    const { page } = observed;
    const violations: string[] = [];
    await page.exposeFunction('taktViolation', (text: string) => void violations.push(text));
    await page.addInitScript(`
      document.addEventListener('securitypolicyviolation', (event) => {
        taktViolation(event.effectiveDirective + ' ' + event.blockedURI + ' ' + location);
      });
      localStorage.setItem('takt.language', 'en');
    `);
    for (const [path, shown] of pages) {
      await page.goto(server.url + path);
      await page.waitForLoadState('networkidle');
      await page.locator('main, #docs').getByText(/\S/).first().waitFor();
      for (const what of shown)
        await page.getByText(evil(what), { exact: false }).first().waitFor({ state: 'attached' });
      expect([path, await page.evaluate('window.o')]).toEqual([path, undefined]);
      expect([path, await page.locator('img[src="x"], a[href^="javascript:" i]').count()]).toEqual([path, 0]);
    }
    expect(violations).toEqual([]);
    await observed.close();
  });
});
