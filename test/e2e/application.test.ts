// A recognition in a real browser, from the draft to the page on which anybody verifies its certificate on a phone.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { signInAsAdministrator } from '../harness/administrator.ts';
import { testScheme, writeScheme, writeWorkshop } from '../harness/applications.ts';
import { type ObservedPage, openPage, startBrowser } from '../harness/browser.ts';
import { changeAccess } from '../harness/people.ts';
import { describeWith } from '../harness/requirements.ts';
import { type RunningServer, startServer } from '../harness/server.ts';
import { until } from '../harness/until.ts';
import { ensureWebBuild } from '../harness/web-build.ts';
import { setUpPlant } from './plant.ts';

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true };

describeWith({ chromium: true }, 'a recognition', () => {
  let browser: Browser;
  let server: RunningServer;
  let session: { url: string; cookie: string };
  let number = '';

  beforeAll(async () => {
    await ensureWebBuild();
    [browser, server] = await Promise.all([startBrowser(), startServer()]);
    session = { url: server.url, cookie: await signInAsAdministrator(server.url) };
    await setUpPlant(server);
    await changeAccess(server, async (db) => {
      const names = { enterprise: 'Acme Axles', workshop: 'Half-shaft workshop' };
      await writeWorkshop(db, { mark: 'axle', district: '500110', plantEnterprise: 'acme', names });
      await writeScheme(db, testScheme());
      const { id } = await db.selectFrom('users').select('id').executeTakeFirstOrThrow();
      // One person on every side, so that one browser goes the whole way.
      const grants = {
        enterprise_admin: 'enterprise:acme',
        district_officer: 'district:500110',
        city_officer: 'city:500000',
      };
      for (const [role, scope] of Object.entries(grants))
        await db
          .insertInto('grants')
          .values({ user_id: id, role, scope, granted_at: 1, granted_by: 'test' } as never)
          .execute();
    });
    await until(async () => {
      const response = await fetch(`${server.url}/api/v1/session`, { headers: { cookie: session.cookie } });
      return (await response.text()).includes('district_officer');
    });
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  async function open(path: string, options: Parameters<typeof openPage>[2] = {}): Promise<ObservedPage> {
    const observed = await openPage(browser, 'about:blank', options);
    await observed.page.addInitScript(() => localStorage.setItem('takt.language', 'en'));
    await observed.page.goto(server.url + path);
    return observed;
  }
  const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
  const overflow = (page: Page) =>
    page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');

  it('goes from the draft to the certificate, and says what is handed over before it is', async () => {
    const { page, errors, close } = await open('/applications', { session });
    await press(page, 'New application');
    await page.getByLabel('Scheme').selectOption('Test digital workshop');
    await page.getByLabel('Workshop or enterprise').selectOption('Acme Axles · Half-shaft workshop');
    await press(page, 'Make the draft');
    await page.getByRole('heading', { level: 1, name: /Half-shaft workshop/ }).waitFor();
    await page.getByLabel('What you say of “MES in use”').selectOption('Met');
    await press(page, 'Save the self-check');
    await page.getByText('Needs a document').waitFor();
    const file = { name: 'contract.pdf', mimeType: 'application/pdf', buffer: Buffer.from('contract') };
    await page.getByLabel('Attach a document to “MES in use”').setInputFiles(file);
    await page.getByRole('button', { name: 'Download contract.pdf' }).waitFor();
    await press(page, 'Hand in');
    const dialog = page.getByRole('dialog');
    await dialog.getByText(/without further consent/).waitFor();
    await dialog.getByRole('button', { name: 'Hand in' }).click();
    await press(page, 'Accept to the city');
    await press(page, 'Approve and issue the certificate');
    await page.getByText('Please say why').waitFor();
    await page.getByLabel('Reason').fill('The contract was looked at');
    await press(page, 'Approve and issue the certificate');
    const link = page.getByRole('link', { name: /^Certificate TEST-/ });
    number = ((await link.textContent()) ?? '').replace('Certificate ', '');
    const saved = page.waitForEvent('download');
    await press(page, 'Download data (JSON) · Frozen when the city decided');
    expect((await saved).suggestedFilename()).toMatch(/^A-\d{4}-000001-[0-9a-f]{12}\.json$/);
    await link.click();
    await page.getByRole('heading', { name: 'Yearly checks' }).waitFor();
    await page.goto(`${server.url}/certificates?countsAs=digital_workshop&state=held`);
    await page.getByRole('link', { name: number }).waitFor();
    expect(errors).toEqual([]);
    await close();
  });

  it('fits on a phone, every page of it', async () => {
    const { page, close } = await open('/applications', { session, ...phone });
    await page.getByRole('link', { name: /^A-/ }).waitFor();
    expect(await overflow(page)).toBe(0);
    await page.getByRole('link', { name: /^A-/ }).click();
    await page.getByRole('heading', { name: 'Evidence packages' }).waitFor();
    expect(await overflow(page)).toBe(0);
    await page.goto(`${server.url}/certificates`);
    await page.getByRole('link', { name: number }).click();
    await page.getByRole('heading', { name: 'Yearly checks' }).waitFor();
    expect(await overflow(page)).toBe(0);
    await close();
  });

  it('is verified by anybody, on a phone and without an account', async () => {
    const { page, errors, close } = await open(`/verify/${number}`, { ...phone, colorScheme: 'dark' });
    await page.getByText('The certificate is valid').waitFor();
    await page.getByText('Acme Axles').waitFor();
    expect(await overflow(page)).toBe(0);
    expect(errors).toEqual([]);
    await page.getByLabel('Verify another number').fill('NO-2026-0001');
    await press(page, 'Verify');
    await page.getByRole('heading', { name: 'There is no certificate of this number' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/verify/NO-2026-0001');
    await page.getByText('Verify an evidence package').click();
    const forged = {
      name: 'x.json',
      mimeType: 'application/json',
      buffer: Buffer.from('{"format":"takt-evidence/1","id":"x"}'),
    };
    await page.getByLabel('Evidence package file').setInputFiles(forged);
    await page.getByText('This platform has no such package.').waitFor();
    await close();
  });
});
