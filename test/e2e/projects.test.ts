// Retrofit projects in a real browser: an enterprise begins one, district and city decide, it goes through its stages.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { signInAsAdministrator } from '../harness/administrator.ts';
import { type ObservedPage, openPage, startBrowser } from '../harness/browser.ts';
import { changeAccess } from '../harness/people.ts';
import { describeWith } from '../harness/requirements.ts';
import { putEnterprises, putWorkshops } from '../harness/retrofit.ts';
import { type RunningServer, startServer } from '../harness/server.ts';
import { ensureWebBuild } from '../harness/web-build.ts';
import { setUpPlant } from './plant.ts';

const district = '500110';

describeWith({ chromium: true }, 'retrofit projects', () => {
  let browser: Browser;
  let server: RunningServer;
  let cookie: string;
  let address: string;

  beforeAll(async () => {
    await ensureWebBuild();
    [browser, server] = await Promise.all([startBrowser(), startServer()]);
    cookie = await signInAsAdministrator(server.url);
    await setUpPlant(server);
    await changeAccess(server, async (db) => {
      await putEnterprises(db, { id: 'e-acme', district, name: '綦江半轴', plant_enterprise: 'acme' });
      await putWorkshops(db, { id: 'rw-1', enterprise: 'e-acme', district, name: 'Machining', plant_workshop: 'w1' });
    });
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  async function openAs(session: string, path: string, language: 'en' | 'zh-CN', width = 1440): Promise<ObservedPage> {
    const observed = await openPage(browser, 'about:blank', {
      session: { url: server.url, cookie: session },
      viewport: { width, height: 900 },
    });
    await observed.page.addInitScript(`localStorage.setItem('takt.language', '${language}')`);
    await observed.page.goto(server.url + path);
    return observed;
  }
  /** Cookie of somebody who came in by an invitation. */
  async function comeIn(login: string, role: 'district_officer' | 'city_officer', scope: string): Promise<string> {
    const { link } = await server.call('users.invite', {
      body: { login, name: `Name of ${login}`, grants: [{ role, scope }] },
    });
    const body = { token: link.path.split('#')[1], name: `Name of ${login}`, password: 'a passphrase nobody has 7' };
    const answer = await fetch(`${server.url}/api/v1/invitation`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: server.url },
      body: JSON.stringify(body),
    });
    return answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  }
  const menu = async (page: Page, entry: string) => {
    await page.locator('summary', { hasText: 'Actions' }).click();
    await page.getByRole('button', { name: entry }).click();
  };

  it('a project begins with a form that says what is missing, and is submitted', async () => {
    const { page, errors, close } = await openAs(cookie, '/projects', 'en');
    await page.getByText('No retrofit projects yet').waitFor();
    await page.getByRole('button', { name: 'New project' }).click();
    await page.getByRole('button', { name: 'Begin the project' }).click();
    await page.getByText('Look at the marked fields.').waitFor();
    await page.getByRole('button', { name: /綦江半轴/ }).click();
    await page.getByRole('checkbox', { name: 'Line one' }).check();
    await page.getByLabel('Name of the project').fill('Half-shaft line');
    await page.getByLabel('Type').selectOption({ label: 'Line automation' });
    await page.getByLabel('Planned (10,000 yuan)').fill('4,000');
    await page.getByRole('button', { name: 'Add: Funding' }).click();
    await page.getByLabel('Source').selectOption({ label: 'Own funds' });
    await page.getByLabel('Amount (10,000 yuan)').fill('4000');
    for (const stage of ['Plan', 'Implementation', 'Trial run', 'Acceptance']) {
      await page.getByLabel(`${stage}: planned begin`, { exact: true }).fill('2026-01-01');
      await page.getByLabel(`${stage}: planned end`, { exact: true }).fill('2099-12-31');
    }
    await page.getByRole('button', { name: 'Begin the project' }).click();
    await page.getByRole('heading', { name: 'Half-shaft line', level: 1 }).waitFor();
    await page.getByText('¥40,000,000').first().waitFor();
    address = new URL(page.url()).pathname;
    await page.getByRole('button', { name: 'Submit for approval' }).click();
    await page.getByText('Waits for the bureau of the district').waitFor();
    expect(errors).toEqual([]);
    await close();
  });

  it('the district reviews, the city decides, each in turn; what was decided stands there with who and when', async () => {
    const officer = await comeIn('guo', 'district_officer', `district:${district}`);
    const city = await comeIn('shi', 'city_officer', 'city:500000');
    const early = await openAs(city, address, 'en');
    await early.page.getByText('Waits for the bureau of the district').waitFor();
    const { page, errors, close } = await openAs(officer, address, 'en');
    await page.getByRole('button', { name: 'Return for changes' }).click();
    await page.getByText('Say why it is returned or rejected').waitFor();
    await page.getByRole('button', { name: 'Approve', exact: true }).click();
    await page.getByText(/District, Name of guo: Approve/).waitFor();
    await page.getByText('Waits for the bureau of the city').waitFor();
    expect(await page.getByRole('button', { name: 'Approve', exact: true }).count()).toBe(0);
    await early.page.reload();
    await early.page.getByRole('button', { name: 'Approve', exact: true }).click();
    await early.page.getByText(/City, Name of shi: Approve/).waitFor();
    expect([...errors, ...early.errors]).toEqual([]);
    await close();
    await early.close();
  });

  it('it goes through its stages by its menu, is stopped and taken up again, and talked about', async () => {
    const { page, errors, close } = await openAs(cookie, address, 'en');
    await menu(page, 'Move on to Plan');
    await page.getByText('Half-shaft line is in Plan now.').waitFor();
    await menu(page, 'Stop the project');
    await page.getByRole('dialog').getByRole('button', { name: 'Stop the project' }).click();
    await page.getByText('Give a reason').waitFor();
    await page.getByRole('dialog').getByLabel('Reason').fill('No money');
    await page.getByRole('dialog').getByRole('button', { name: 'Stop the project' }).click();
    await page.getByText('Stopped in Plan: No money').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Undone.').waitFor();
    expect(await page.getByText('Stopped in Plan').count()).toBe(0);

    await page.getByLabel('Milestone', { exact: true }).fill('Robot on site');
    await page.getByLabel('Due').fill('2026-01-05');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    const done = page.getByRole('checkbox', { name: 'Done: Robot on site' });
    await done.click();
    await page.getByText(/· done /).waitFor();
    await page.getByLabel('Comment', { exact: true }).fill('<b>Is the robot there?</b>');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText('<b>Is the robot there?</b>').waitFor();
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: '合同.pdf', mimeType: '', buffer: Buffer.from('%PDF') });
    await page.getByRole('button', { name: '合同.pdf', exact: true }).waitFor();
    expect(errors).toEqual([]);
    await close();
  });

  it('the board moves cards with the keyboard alone and by dragging; filters and view stay in the address', async () => {
    const { page, errors, close } = await openAs(cookie, '/projects', 'en');
    const column = (name: string) => page.getByRole('region', { name, exact: true });
    const summary = column('Plan').locator('summary');
    await summary.focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await column('Implementation').getByText('Half-shaft line').waitFor();
    await column('Implementation').locator('article').dragTo(column('Trial run'));
    await column('Trial run').getByText('Half-shaft line').waitFor();
    await column('Trial run').locator('article').dragTo(column('Diagnosis'));
    await page.getByText('A project moves one stage at a time.').waitFor();

    await page.getByRole('button', { name: 'Table' }).click();
    await page.getByLabel('Stage', { exact: true }).selectOption({ label: 'Trial run' });
    await page.getByRole('columnheader', { name: 'Planned' }).getByRole('button').click();
    await page.getByRole('row', { name: /Half-shaft line/ }).waitFor();
    expect(new URL(page.url()).search).toBe('?view=table&stage=trial_run&sort=plannedYuan');
    await page.reload();
    await page.getByRole('row', { name: /Half-shaft line/ }).waitFor();
    await page.getByRole('button', { name: 'Timeline' }).click();
    await page.getByRole('img', { name: /^Planned, Plan/ }).waitFor();
    expect(errors).toEqual([]);
    await close();
  });

  it.each([
    [1440, 'zh-CN', 'dark'],
    [390, 'en', 'light'],
  ] as const)('the pages fit %i px in %s, %s', async (width, language, theme) => {
    const { page, errors, close } = await openAs(cookie, '/projects', language, width);
    await page.addInitScript(`localStorage.setItem('takt.theme', '${theme}')`);
    const narrow = ['/projects?view=table', '/projects?view=timeline', '/projects?new=1'];
    const paths = ['/projects', address, ...(width < 640 ? narrow : [])];
    for (const path of paths) {
      await page.goto(server.url + path);
      await page
        .locator(path.endsWith('new=1') ? 'form button[type=submit]' : '.page a[href^="/projects"]:visible')
        .first()
        .waitFor();
      const overflow = await page.evaluate(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      );
      expect(overflow, path).toBeLessThanOrEqual(0);
    }
    expect(errors).toEqual([]);
    await close();
  });
});
