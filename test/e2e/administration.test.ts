// Running an installation in a real browser: people are invited, an enterprise shares and stops sharing, devices get their keys, and
// all of it stands in the audit log.
import { readFile } from 'node:fs/promises';
import type { Browser, Download, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { administrator, signInAsAdministrator } from '../harness/administrator.ts';
import { type ObservedPage, openPage, startBrowser } from '../harness/browser.ts';
import { describeWith } from '../harness/requirements.ts';
import { type RunningServer, startServer } from '../harness/server.ts';
import { until } from '../harness/until.ts';
import { ensureWebBuild } from '../harness/web-build.ts';
import { setUpPlant } from './plant.ts';

describeWith({ chromium: true }, 'administration', () => {
  let browser: Browser;
  let server: RunningServer;
  let cookie: string;
  /** Pages of people who came in by a link. */
  let admin: ObservedPage;
  let officer: ObservedPage;

  beforeAll(async () => {
    await ensureWebBuild();
    [browser, server] = await Promise.all([startBrowser(), startServer()]);
    cookie = await signInAsAdministrator(server.url);
    await setUpPlant(server);
    await server.put('/api/v1/credentials/north/edge-0', { kind: 'node', method: 'password' });
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  async function open(path: string, options: Parameters<typeof openPage>[2] = {}): Promise<ObservedPage> {
    const observed = await openPage(browser, 'about:blank', options);
    await observed.page.addInitScript(() => {
      if (localStorage.getItem('takt.language') === null) localStorage.setItem('takt.language', 'en');
    });
    await observed.page.goto(server.url + path);
    return observed;
  }
  const openAsAdministrator = (path: string, options: Parameters<typeof openPage>[2] = {}) =>
    open(path, { session: { url: server.url, cookie }, ...options });
  const heading = (page: Page, name: string, level = 1) => page.getByRole('heading', { name, level }).waitFor();
  const navigation = (page: Page, name: string) => page.getByRole('navigation').getByRole('link', { name });
  const dialogOf = (page: Page) => page.getByRole('dialog');
  const textOf = async (download: Download) => readFile(await download.path(), 'utf8');

  /** The link that the dialog of invitations leads to. */
  async function invite(page: Page, person: { login: string; name: string; role: string; where?: string }) {
    await page.getByRole('button', { name: 'Invite someone' }).click();
    const dialog = dialogOf(page);
    await dialog.getByLabel('Sign-in name').fill(person.login);
    await dialog.getByLabel('Name', { exact: true }).fill(person.name);
    await dialog.getByLabel('Role', { exact: true }).selectOption({ label: person.role });
    if (person.where) await dialog.getByLabel('Where').selectOption({ label: person.where });
    await dialog.getByRole('button', { name: 'Make account and link' }).click();
    await heading(page, `Hand the invitation link to ${person.name}`, 2);
    const link = await page.locator('section code').textContent();
    await page.getByRole('button', { name: 'I have it' }).click();
    return (link ?? '').replace(server.url, '');
  }
  async function comeIn(link: string): Promise<ObservedPage> {
    const observed = await open(link);
    await heading(observed.page, 'Welcome to Takt');
    await observed.page.getByLabel('New password', { exact: true }).fill('a passphrase nobody else has 7');
    await observed.page.getByRole('button', { name: 'Set the password and sign in' }).click();
    await navigation(observed.page, 'Overview').waitFor();
    return observed;
  }

  it('whoever is invited sets a password by the link, and sees what the role allows and nothing else', async () => {
    const { page, errors, close } = await openAsAdministrator('/users');
    await page.getByRole('row', { name: new RegExp(administrator.login) }).waitFor();
    const forAdmin = await invite(page, { login: 'wen', name: 'Wen Li', role: 'Enterprise admin' });
    const forOfficer = await invite(page, {
      login: 'guo',
      name: 'Guo Hua',
      role: 'District officer',
      where: 'Yuhang (district)',
    });
    await page
      .getByRole('row', { name: /Wen Li/ })
      .getByText('Invited, no password yet')
      .waitFor();
    await page
      .getByRole('row', { name: /Wen Li/ })
      .getByText('Acme')
      .waitFor();

    admin = await comeIn(forAdmin);
    officer = await comeIn(forOfficer);
    for (const name of ['Devices', 'Users and roles', 'Consents', 'Audit log'])
      await navigation(admin.page, name).first().waitFor();
    expect(await navigation(officer.page, 'Users and roles').count()).toBe(0);
    expect(await navigation(officer.page, 'Audit log').count()).toBe(0);
    await officer.page.goto(`${server.url}/audit`);
    await heading(officer.page, 'You cannot open this page');
    await officer.page.goto(`${server.url}/workshops/w1`);
    await officer.page.getByText('The enterprise has not agreed to share these figures').first().waitFor();
    expect(errors).toEqual([]);
    await close();
  });

  it('an enterprise admin gives the roles of the enterprise, in its own plant', async () => {
    const { page } = admin;
    await navigation(page, 'Users and roles').click();
    await page.getByRole('row', { name: /Wen Li/ }).waitFor();
    expect(await page.getByText(administrator.login).count()).toBe(0);
    await page.getByRole('button', { name: 'Invite someone' }).click();
    const dialog = dialogOf(page);
    const roles = await dialog.getByLabel('Role', { exact: true }).locator('option').allTextContents();
    expect(roles).toEqual(['Choose a role', 'Auditor', 'Enterprise admin', 'Plant manager', 'Supervisor', 'Operator']);
    await dialog.getByRole('button', { name: 'Make account and link' }).click();
    await dialog.getByText('Choose a role and where it holds, for each; one at least.').waitFor();
    await page.keyboard.press('Escape');
    await invite(page, { login: 'operator', name: 'Ou Yang', role: 'Operator', where: 'Machining / Line one (line)' });
    await page
      .getByRole('row', { name: /Ou Yang/ })
      .getByText('Operator Line one')
      .waitFor();
  });

  it('an account is disabled after asking, and enabled again by undoing it; one’s own is not', async () => {
    const { page } = admin;
    await page.getByRole('button', { name: 'Manage Ou Yang' }).click();
    await dialogOf(page).getByRole('button', { name: 'Disable account' }).click();
    await dialogOf(page).getByText('They are signed out everywhere at once').waitFor();
    await dialogOf(page).getByRole('button', { name: 'Disable account' }).click();
    const row = page.getByRole('row', { name: /Ou Yang/ });
    await row.getByText('Disabled').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await row.getByText('Invited, no password yet').waitFor();

    await page.getByRole('button', { name: 'Manage Wen Li' }).click();
    await dialogOf(page).getByText('This is your own account').waitFor();
    expect(await dialogOf(page).getByRole('button').allTextContents()).toEqual(['Close']);
    await page.keyboard.press('Escape');
    // Whoever works with the keyboard goes on where they were.
    await page.locator('button:focus', { hasText: 'Manage' }).waitFor();

    await page.getByLabel('Search name, sign-in name or place').fill('line one');
    await page.getByText('1 of 2 accounts').waitFor();
    expect(page.url()).toContain('/users?q=line');
  });

  it('what an enterprise agrees to is seen by the bureau, and every look is told', async () => {
    const { page } = admin;
    await navigation(page, 'Consents').click();
    await page.getByText('Nothing is shared with any bureau').waitFor();
    await page.getByRole('button', { name: 'Give a consent' }).click();
    const dialog = dialogOf(page);
    await dialog.getByRole('button', { name: 'Give consent' }).click();
    await dialog.getByText('Choose at least one.').waitFor();
    await dialog.getByLabel('With whom').selectOption({ label: 'Bureau of Yuhang' });
    await dialog.getByRole('checkbox', { name: /KPIs of workshops and above/ }).check();
    await dialog.getByLabel('Purpose').fill('Assessment 2026');
    await dialog.getByRole('button', { name: '3 months' }).click();
    await dialog.getByRole('button', { name: 'Give consent' }).click();
    await page.getByRole('article', { name: 'Bureau of Yuhang' }).getByText('Assessment 2026').waitFor();

    await officer.page.goto(`${server.url}/consents`);
    await officer.page.getByRole('article').getByText('Assessment 2026').waitFor();
    expect(await officer.page.getByRole('button', { name: /Withdraw|Give/ }).count()).toBe(0);
    await officer.page.getByRole('link', { name: 'Open the enterprise' }).click();
    await heading(officer.page, 'Acme');
    await officer.page.goto(`${server.url}/workshops/w1`);
    await heading(officer.page, 'Machining');
    await officer.page.getByText('The enterprise has not agreed to share data of single machines.').first().waitFor();

    await page.reload();
    const seen = page.getByRole('row', { name: /Guo Hua/ }).filter({ hasText: 'Machining' });
    await seen.first().getByText('KPIs of workshops and above').waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download CSV' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('takt-disclosures.csv');
    expect(await textOf(download)).toContain('Guo Hua');
  });

  it('a consent that is withdrawn closes at once, and is kept among those past', async () => {
    const { page } = admin;
    await page.getByRole('button', { name: 'Withdraw the consent to: Bureau of Yuhang' }).click();
    await dialogOf(page).getByText('They see nothing of it from now on').waitFor();
    await dialogOf(page).getByRole('button', { name: 'Withdraw' }).click();
    await page.getByText('Nothing is shared with any bureau').waitFor();
    await page.getByText('Past consents (1)').click();
    await page.getByRole('cell', { name: /Withdrawn .* by Wen Li/ }).waitFor();
    // The officer's page has been open all the while.
    await officer.page.getByRole('status').getByText('A consent was withdrawn or ran out').waitFor();
    await officer.page.getByText('The enterprise has not agreed to share these figures').first().waitFor();
    await officer.page.getByRole('button', { name: 'Understood' }).click();
    expect(await officer.page.getByText('A consent was withdrawn or ran out').count()).toBe(0);
  });

  it('a device’s password is shown once; it is rotated, and revoked after asking', async () => {
    const { page } = admin;
    await page.goto(`${server.url}/devices?tab=credentials`);
    await page.getByRole('button', { name: 'Issue a credential' }).click();
    await dialogOf(page).getByLabel('Name', { exact: true }).fill('edge-1');
    await dialogOf(page).getByRole('button', { name: 'Issue' }).click();
    await heading(page, 'The credential of north/edge-1 is ready', 2);
    const secret = await page.locator('code.secret').textContent();
    expect(secret?.length).toBeGreaterThan(20);
    await page.getByText('passwordFile: edge-1.password').waitFor();
    await page.getByRole('button', { name: 'I have it' }).click();
    expect(await page.getByText(secret ?? '').count()).toBe(0);

    await page.getByRole('button', { name: 'Rotate the credential of north/edge-1' }).click();
    await dialogOf(page).getByRole('button', { name: 'Rotate' }).click();
    await heading(page, 'The credential of north/edge-1 is ready', 2);
    expect(await page.locator('code.secret').textContent()).not.toBe(secret);

    await page.getByRole('button', { name: 'Revoke north/edge-1' }).click();
    await dialogOf(page).getByRole('button', { name: 'Revoke' }).click();
    await page.getByText('The credential of north/edge-1 is revoked.').waitFor();
    await page.getByLabel('Show revoked ones (1)').check();
    await page
      .getByRole('row', { name: /north\/edge-1/ })
      .getByText('Revoked')
      .waitFor();
  });

  it('all of it stands in the audit log, which is searched, told apart and taken along', async () => {
    const { page, errors, close } = await openAsAdministrator('/audit');
    await page.getByText(/^Whole, \d+ entries$/).waitFor();
    await page.getByLabel('Did what').selectOption({ label: 'Withdraw a consent' });
    await page
      .getByRole('row', { name: /Wen Li/ })
      .getByText('Withdrawn')
      .waitFor();
    expect(page.url()).toContain('action=consents.withdraw');
    await page.reload();
    await until(async () => (await page.locator('tbody tr').count()) === 1, { what: 'one entry', limitMs: 10_000 });

    await page.getByRole('button', { name: 'Clear all filters' }).click();
    await page.getByLabel('Search').fill('Ou Yang');
    await page
      .getByRole('row', { name: /Change an account/ })
      .first()
      .waitFor();
    const changes = page.getByRole('row', { name: /Change an account/ });
    // Newest first: enabled again, disabled before.
    expect(await changes.locator('del').allTextContents()).toEqual([
      'before: Disabled',
      'before: Invited, no password yet',
    ]);
    await page.getByRole('button', { name: 'operator' }).first().click();
    await page.getByText('Only the object operator').waitFor();

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download these as CSV' }).click(),
    ]);
    const lines = (await textOf(download)).trim().split('\n');
    expect(lines.length).toBeGreaterThan(2);
    expect(lines.slice(1).every((line) => line.includes('operator'))).toBe(true);
    expect(errors).toEqual([]);
    await close();
  });

  it('the log of an enterprise is its own, without the state of the chain', async () => {
    const { page } = admin;
    await page.goto(`${server.url}/audit`);
    await page
      .getByRole('row', { name: /Invite someone/ })
      .first()
      .waitFor();
    expect(await page.getByText('Is the log whole?').count()).toBe(0);
    expect(await page.getByRole('row', { name: /Guo Hua/ }).count()).toBe(0);
    await admin.close();
    await officer.close();
  });

  it.each([
    [1440, 'zh-CN', 'dark'],
    [390, 'en', 'light'],
  ])('the pages fit %i px in %s, %s, and every field has a name', async (width, language, theme) => {
    const { page, errors, close } = await openAsAdministrator('/users', { viewport: { width, height: 844 } });
    await page.evaluate(
      `localStorage.setItem('takt.language', '${language}');localStorage.setItem('takt.theme', '${theme}')`,
    );
    for (const path of ['/users', '/consents', '/audit', '/devices?tab=credentials']) {
      await page.goto(server.url + path);
      await page.locator('main table').first().waitFor();
      const overflow = () =>
        page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
      await until(async () => (await overflow()) === 0, { what: `${path} without sideways scrolling`, limitMs: 5000 });
      const nameless = `[...document.querySelectorAll('main :is(input, select)')].filter((field) => !field.labels?.length && !field.ariaLabel).length`;
      expect(await page.evaluate(nameless), path).toBe(0);
    }
    expect(errors).toEqual([]);
    await close();
  });
});
