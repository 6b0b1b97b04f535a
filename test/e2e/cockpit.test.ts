// The cockpit, its big screen and the plans of a year in a real browser, under the content security policy.
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type NewRow, openDatabase } from '../../server/src/platform/database/index.ts';
import { signInAsAdministrator } from '../harness/administrator.ts';
import { type ObservedPage, openPage, startBrowser } from '../harness/browser.ts';
import { describeWith } from '../harness/requirements.ts';
import { type RunningServer, startServer } from '../harness/server.ts';
import { ensureWebBuild } from '../harness/web-build.ts';

const year = new Date().getUTCFullYear();

describeWith({ chromium: true }, 'the cockpit', () => {
  let browser: Browser;
  let server: RunningServer;
  let cookie: string;

  beforeAll(async () => {
    await ensureWebBuild();
    browser = await startBrowser();
    server = await startServer();
    cookie = await signInAsAdministrator(server.url);
    const { db, close } = await openDatabase({ path: join(server.directory, 'takt.db') });
    await db.insertInto('registry_enterprises').values(enterprise).execute();
    await db.insertInto('certificates').values(certificate).execute();
    const set = { set_at: 1, set_by: 'test', set_by_name: 'test', revision: 1 };
    const plan = { year, region: '500110', indicator: 'digital_workshops', plan: 2 };
    await db
      .insertInto('targets')
      .values({ ...plan, ...set })
      .execute();
    await close();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  async function open(path: string, width: number, height: number): Promise<ObservedPage> {
    const observed = await openPage(browser, 'about:blank', {
      locale: 'en-GB',
      viewport: { width, height },
      session: { url: server.url, cookie },
    });
    await observed.page.addInitScript("localStorage.setItem('takt.language', 'en')");
    await observed.page.goto(server.url + path);
    return observed;
  }
  const tooWide = ({ page }: ObservedPage) =>
    page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');

  it('draws the map, and leads from the list to a district and to what it recognised', async () => {
    const observed = await open('/cockpit', 1440, 900);
    const { page, errors, close } = observed;
    await page.locator('.districts canvas').waitFor();
    const tile = page.getByRole('article').filter({ hasText: 'Digital workshops' });
    await tile.getByText('1', { exact: true }).waitFor();
    await page
      .locator('.districts')
      .getByRole('button', { name: /^Qijiang/ })
      .click();
    await page.getByRole('heading', { level: 1, name: 'Qijiang' }).waitFor();
    expect(new URL(page.url()).searchParams.get('region')).toBe('500110');
    await tile.getByText('Target 2').waitFor();
    await page.getByText('Half-shaft works').first().waitFor();
    expect(await tooWide(observed)).toBe(0);
    expect(errors).toEqual([]);
    await close();
  });

  it('fits a phone', async () => {
    const observed = await open('/cockpit?region=500110', 390, 844);
    await observed.page.locator('.districts canvas').waitFor();
    expect(await tooWide(observed)).toBe(0);
    expect(observed.errors).toEqual([]);
    await observed.close();
  });

  it('fills a big screen, and says so when its session ends', async () => {
    const { page, errors, close } = await open('/screen?region=500110', 1920, 1080);
    await page.getByRole('heading', { name: 'Industry brain · Qijiang' }).waitFor();
    await page.locator('.stage canvas').waitFor();
    const box = await page.locator('.stage').boundingBox();
    expect(box).toMatchObject({ x: 0, y: 0, width: 1920, height: 1080 });
    expect(errors).toEqual([]);
    await page.context().clearCookies();
    await page.evaluate(
      "document.dispatchEvent(new Event('visibilitychange')), new BroadcastChannel('takt.session').postMessage('changed')",
    );
    await page.getByText('The session has ended').waitFor();
    expect(await page.locator('.stage').count()).toBe(0);
    await close();
  });

  it('sets a plan', async () => {
    const { page, errors, close } = await open(`/targets?year=${year}`, 1440, 900);
    await page.getByRole('button', { name: 'Set targets' }).click();
    await page.getByLabel('Qijiang, Digital workshops: target').fill('1.5');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Enter a number of 0 or more').waitFor();
    await page.getByLabel('Qijiang, Digital workshops: target').fill('4');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('1 targets saved.').waitFor();
    await page.getByRole('row', { name: /^Qijiang 4/ }).waitFor();
    expect(errors).toEqual([]);
    await close();
  });
});

const origin = {
  origin: 'imported' as const,
  recorded_at: 1,
  recorded_by: 'test',
  recorded_by_name: 'test',
  import: null,
  revision: 1,
};

const enterprise: NewRow<'registry_enterprises'> = {
  id: 'e1',
  name: 'Half-shaft works',
  name_key: 'half-shaft works',
  uscc: null,
  district: '500110',
  town: null,
  size_class: null,
  sector: 'C3670',
  chain: null,
  chain_role: null,
  address: null,
  plant_enterprise: null,
  state: 'active',
  merged_into: null,
  demonstration: 0,
  created_at: 1,
  ...origin,
};

const certificate: NewRow<'certificates'> = {
  id: 'c1',
  number: 'C-1',
  application: null,
  scheme: 's',
  version: 1,
  counts_as: 'digital_workshop',
  subject_kind: 'workshop',
  subject: 'w1',
  enterprise: 'e1',
  district: '500110',
  issued_on: `${year}-01-02`,
  valid_until: null,
  state: 'valid',
  warned_on: null,
  withdrawn_on: null,
  reason: null,
  origin: 'imported',
  evidence: null,
  recorded_at: 1,
  revision: 1,
};
