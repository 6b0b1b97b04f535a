// Who is signed in, in a real browser: the first account, signing out and in, where one comes back to, and what other tabs notice.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { administrator, setupToken } from '../harness/administrator.ts';
import { type ObservedPage, openPage, startBrowser } from '../harness/browser.ts';
import { describeWith } from '../harness/requirements.ts';
import { type RunningServer, startServer } from '../harness/server.ts';
import { until } from '../harness/until.ts';
import { ensureWebBuild } from '../harness/web-build.ts';

describeWith({ chromium: true }, 'access', () => {
  let browser: Browser;
  let server: RunningServer;

  beforeAll(async () => {
    await ensureWebBuild();
    [browser, server] = await Promise.all([startBrowser(), startServer()]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  async function open(path: string, options: Parameters<typeof openPage>[2] = {}): Promise<ObservedPage> {
    const observed = await openPage(browser, 'about:blank', options);
    await observed.page.context().addInitScript(() => {
      if (localStorage.getItem('takt.language') === null) localStorage.setItem('takt.language', 'en');
    });
    await observed.page.goto(server.url + path);
    return observed;
  }
  const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { name, level: 1 }).waitFor();
  const pathOf = (page: Page) => page.url().slice(server.url.length);

  async function signIn(page: Page, password = administrator.password): Promise<void> {
    await page.getByLabel('Sign-in name').fill(administrator.login);
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
  }
  async function signOut(page: Page): Promise<void> {
    await page.getByRole('banner').getByRole('button', { name: administrator.name }).click();
    await page.getByRole('banner').getByRole('button', { name: 'Sign out' }).click();
    await heading(page, 'Sign in');
  }
  /** Refusals are what these tests are about; the browser reports each. */
  const unexpected = (errors: string[]) => errors.filter((error) => !/status of (401|403)/.test(error));

  it('whoever opens a new installation is told of the link that makes the first account', async () => {
    const { page, errors, close } = await open('/devices');
    await heading(page, 'Make the first account');
    expect(pathOf(page)).toBe('/setup');
    await page.getByText('Look for a link with /setup in the log').waitFor();
    expect(errors).toEqual([]);
    await close();
  });

  it('the link makes the first account, and its secret leaves the address', async () => {
    const { page, errors, close } = await open(`/setup#${setupToken}`);
    await page.getByLabel('Sign-in name').fill(administrator.login);
    expect(pathOf(page)).toBe('/setup');
    await page.getByRole('button', { name: 'Make the account and sign in' }).click();
    await page.getByText('Please give a name.').waitFor();
    await page.getByLabel('Name', { exact: true }).fill(administrator.name);
    await page.getByLabel('Password', { exact: true }).fill(administrator.password);
    await page.getByRole('button', { name: 'Make the account and sign in' }).click();
    await page.getByText('No plant yet').waitFor();
    expect(pathOf(page)).toBe('/');
    await page.getByRole('status').getByText('Live', { exact: true }).waitFor();

    await page.goto(`${server.url}/setup`);
    await heading(page, 'The first account is made');
    expect(errors).toEqual([]);
    await close();
  });

  it('a wrong password is said so, the right one leads to the page that was asked for', async () => {
    const { page, errors, close } = await open('/devices?tab=refused');
    await heading(page, 'Sign in');
    await signIn(page, 'not this one, surely');
    await page.getByRole('alert').getByText('The sign-in name or the password is not right.').waitFor();
    expect(await page.getByLabel('Password', { exact: true }).inputValue()).toBe('');
    expect(await page.getByLabel('Sign-in name').inputValue()).toBe(administrator.login);
    await signIn(page);
    await heading(page, 'Devices');
    expect(pathOf(page)).toBe('/devices?tab=refused');
    expect(unexpected(errors)).toEqual([]);
    await close();
  });

  it('signing in takes the keyboard alone, and fields say to password managers what they are', async () => {
    const { page, close } = await open('/sign-in?to=//elsewhere.example/');
    await page.locator('input:focus[autocomplete="username"]').waitFor();
    await page.keyboard.type(administrator.login);
    await page.keyboard.press('Tab');
    await page.locator('input:focus[autocomplete="current-password"]').waitFor();
    await page.keyboard.type(administrator.password);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await page.locator('input[type="text"][autocomplete="current-password"]').waitFor();
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    await page.getByText('No plant yet').waitFor();
    expect(pathOf(page)).toBe('/');
    await close();
  });

  it('an invitation says whom it is for, tells a refused password in words, and ends with the second step', async () => {
    const { page, close } = await open('/sign-in');
    const invited = { kind: 'invitation', login: 'li.si', name: 'Li Si', expiresAt: Date.now() + 3_600_000 };
    const errors = [{ field: 'password', reason: 'known: it is among the passwords that are tried first' }];
    const problem = { type: '/problems/invalid', title: 'refused', status: 422, errors };
    const sent: unknown[] = [];
    await page.route('**/api/v1/invitation/look', (route) => route.fulfill({ json: invited }));
    await page.route('**/api/v1/invitation', (route) => {
      sent.push(route.request().postDataJSON());
      if (sent.length === 1) return route.fulfill({ status: 422, json: problem });
      return route.fulfill({ json: { step: 'second_factor', ticket: 'ticket-of-at-least-twenty' } });
    });
    await page.goto(`${server.url}/invitation#token-of-at-least-twenty`);
    await page.getByText('You are invited with the sign-in name li.si.').waitFor();
    await until(async () => pathOf(page) === '/invitation', { what: 'the secret to leave the address', limitMs: 5000 });

    const submit = page.getByRole('button', { name: 'Set the password and sign in' });
    await submit.click();
    await page.getByText('The password does not fulfil what is asked below.').waitFor();
    expect(sent).toEqual([]);
    await page.getByLabel('New password').fill('qwertyuiop12');
    await submit.click();
    await page.getByText('This password is among those that are tried first').waitFor();
    await page.getByLabel('New password').fill('lathes hum at night');
    await submit.click();
    await heading(page, 'Second step');
    expect(sent.at(-1)).toEqual({ token: 'token-of-at-least-twenty', name: 'Li Si', password: 'lathes hum at night' });
    await page.locator('input:focus[autocomplete="one-time-code"]').waitFor();
    await close();
  });

  it('signing out in one tab is noticed in another, which comes back to where it was', async () => {
    const { page, errors, close } = await open('/sign-in');
    await signIn(page);
    await page.getByText('No plant yet').waitFor();
    await page.getByRole('banner').getByRole('button', { name: administrator.name }).click();
    await page.getByRole('banner').getByRole('link', { name: 'Your profile' }).click();
    await heading(page, 'Your profile');
    await page.getByRole('main').getByText('Platform admin').waitFor();

    const second = await page.context().newPage();
    await second.goto(`${server.url}/devices`);
    await heading(second, 'Devices');
    await signOut(page);
    await second.getByText('You have been signed out. Sign in to go on where you were.').waitFor();
    expect(pathOf(second)).toBe('/sign-in?to=/devices');

    await signIn(page);
    await heading(second, 'Devices');
    await second.getByRole('status').getByText('Live', { exact: true }).waitFor();
    expect(unexpected(errors)).toEqual([]);
    await close();
  });

  it('a session that has ended elsewhere is noticed with the next request', async () => {
    const { page, close } = await open('/sign-in');
    await signIn(page);
    await page.getByText('No plant yet').waitFor();
    await page.context().clearCookies();
    await page.getByRole('link', { name: 'Devices' }).first().click();
    await page.getByText('You have been signed out. Sign in to go on where you were.').waitFor();
    await signIn(page);
    await heading(page, 'Devices');
    await close();
  });

  it.each([
    [1440, 'zh-CN', 'light'],
    [1440, 'en', 'dark'],
    [390, 'zh-CN', 'dark'],
    [390, 'en', 'light'],
  ])('pages before signing in fit %i px in %s, %s; every field has a name', async (width, language, theme) => {
    const { page, errors, close } = await open('/sign-in', { viewport: { width, height: 844 } });
    await page.evaluate(
      `localStorage.setItem('takt.language', '${language}');localStorage.setItem('takt.theme', '${theme}')`,
    );
    for (const path of ['/sign-in', '/setup', '/invitation']) {
      await page.goto(server.url + path);
      await page.locator('main h1').waitFor();
      const overflow = () =>
        page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
      await until(async () => (await overflow()) === 0, { what: `${path} without sideways scrolling`, limitMs: 5000 });
      expect(
        await page.evaluate(
          `[...document.querySelectorAll('input, select')].filter((field) => !field.labels?.length).length`,
        ),
      ).toBe(0);
      expect(await page.evaluate('document.documentElement.lang')).toBe(language);
    }
    expect(errors).toEqual([]);
    await close();
  });
});
