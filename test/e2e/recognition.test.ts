// Recognition in a real browser: what a workshop lacks is seen and followed to where it is from; a figure is confirmed; a scheme is edited.
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDatabase } from '../../server/src/platform/database/index.ts';
import { signInAsAdministrator } from '../harness/administrator.ts';
import { openPage, startBrowser } from '../harness/browser.ts';
import { putEquipment, putRegistryEnterprise, putRegistryWorkshop } from '../harness/recognition.ts';
import { describeWith } from '../harness/requirements.ts';
import { type RunningServer, startServer } from '../harness/server.ts';
import { createTempDirectory, type TempDirectory } from '../harness/temp.ts';
import { until } from '../harness/until.ts';
import { ensureWebBuild } from '../harness/web-build.ts';

describeWith({ chromium: true }, 'recognition', () => {
  let browser: Browser;
  let place: TempDirectory;
  let server: RunningServer;
  let cookie: string;

  beforeAll(async () => {
    await ensureWebBuild();
    place = await createTempDirectory('recognition-pages');
    const { db, close } = await openDatabase({ path: join(place.path, 'takt.db') });
    await putRegistryEnterprise(db, { id: 'e', name: 'Half shafts', district: '500110' });
    const where = { enterprise: 'e', district: '500110' };
    await putRegistryWorkshop(db, { id: 'near', name: 'Near shop', ...where });
    await putRegistryWorkshop(db, { id: 'far', name: 'Far shop', ...where });
    const shares = [
      ['near', 1],
      ['far', 0],
    ] as const;
    for (const [workshop, numerically_controlled] of shares)
      await putEquipment(db, { enterprise: 'e', workshop, quantity: 4, numerically_controlled });
    await close();
    [browser, server] = await Promise.all([startBrowser(), startServer({ directory: place.path })]);
    cookie = await signInAsAdministrator(server.url);
    await until(async () => {
      const { total } = await server.call('readiness.list', { query: { scheme: 'cq-digital-workshop' } });
      return total === 2;
    });
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    await place?.remove();
  });

  async function open(path: string, width = 1440) {
    const viewport = { width, height: 900 };
    const observed = await openPage(browser, 'about:blank', { viewport, session: { url: server.url, cookie } });
    await observed.page.addInitScript(() => localStorage.setItem('takt.language', 'en'));
    await observed.page.goto(server.url + path);
    return observed;
  }

  it('what lacks least comes first, and leads to how it is judged', async () => {
    const { page, errors, close } = await open('/recognition?district=500110');
    await page.getByText('2 not recognised yet').waitFor();
    const names = await page.locator('tbody tr td:first-child').allTextContents();
    expect(names.map((name) => name.trim())).toEqual(['Near shop', 'Far shop']);
    await page.getByRole('img', { name: /^Numerically controlled equipment: Fail, 0.0% \(asked ≥ 60.0%\)$/ }).hover();
    await page.getByLabel('Lacks').selectOption({ label: 'Numerically controlled equipment' });
    await page.getByText('1 not recognised yet').waitFor();
    expect(page.url()).toContain('lacking=equipment_nc_rate');
    await page.getByRole('link', { name: 'Far shop' }).click();
    await page.getByRole('heading', { name: 'How Far shop is judged' }).waitFor();
    await page.getByText('there is no retrofit project', { exact: true }).first().waitFor();
    expect(await page.getByText('Unverified', { exact: false }).count()).toBeGreaterThan(10);
    expect(errors).toEqual([]);
    await close();
  });

  it('a figure is confirmed, and a scheme edited into a version that is compared with the one before', async () => {
    const { page, errors, close } = await open('/recognition/schemes/cq-digital-workshop/2');
    const row = page.getByRole('row', { name: /Investment in the project/ });
    await row.getByText('Unverified').first().waitFor();
    await row.getByRole('button', { name: 'Confirm: Investment in the project' }).click();
    await page.getByRole('dialog').getByLabel('Note').fill('page 3');
    await page.getByRole('dialog').getByRole('button', { name: 'Confirm' }).click();
    await row.getByText('Verified', { exact: true }).waitFor();
    await page.getByText('page 3').waitFor();

    await page.getByRole('button', { name: 'Edit into a new version' }).click();
    const form = page.getByRole('form', { name: 'New version 3' });
    await form.getByRole('button', { name: 'Make the version' }).click();
    await form.getByText('must be a day').waitFor();
    await form.getByLabel('In force from').fill('2024-01-01');
    const criterion = form.getByRole('group', { name: 'Numerically controlled equipment' });
    await criterion.getByLabel('Threshold').first().fill('65');
    await form.getByRole('button', { name: 'Make the version' }).click();
    await page.waitForURL('**/cq-digital-workshop/3');
    await page.getByLabel('Compare with').selectOption({ label: 'Version 2' });
    const changed = page.getByRole('row', { name: /Numerically controlled equipment · Threshold/ });
    expect((await changed.textContent())?.replace(/\s+/g, ' ')).toContain('60.0%65.0%');
    expect(errors).toEqual([]);
    await close();
  });

  it.each([
    '/recognition',
    '/recognition/subjects/workshop/near',
    '/recognition/schemes',
    '/recognition/schemes/cq-smart-factory/2',
  ])('%s fits a phone', async (path) => {
    const { page, close } = await open(path, 390);
    await page.locator('table').first().waitFor();
    const wider = await page.evaluate<number>(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );
    expect(wider).toBeLessThanOrEqual(0);
    await close();
  });
});
