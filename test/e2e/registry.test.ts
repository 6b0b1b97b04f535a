// The registry in a real browser, as an officer of a district uses it: an enterprise taken in, its workshop and equipment, duplicates.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ObservedPage, openPage, startBrowser } from '../harness/browser.ts';
import { describeWith } from '../harness/requirements.ts';
import { type RunningServer, startServer } from '../harness/server.ts';
import { ensureWebBuild } from '../harness/web-build.ts';

const password = 'an officer of Qijiang 1';

describeWith({ chromium: true }, 'the registry', () => {
  let browser: Browser;
  let server: RunningServer;
  let cookie: string;

  beforeAll(async () => {
    await ensureWebBuild();
    [browser, server] = await Promise.all([startBrowser(), startServer()]);
    cookie = await signInAsOfficer();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  async function signInAsOfficer(): Promise<string> {
    const grants = [{ role: 'district_officer' as const, scope: 'district:500110' }];
    const { link } = await server.call('users.invite', { body: { login: 'officer', name: 'Officer', grants } });
    const token = link.path.slice(link.path.indexOf('#') + 1);
    const response = await fetch(`${server.url}/api/v1/invitation`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: server.url },
      body: JSON.stringify({ token, name: 'Officer', password }),
    });
    return response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  }
  async function open(path: string, language: 'en' | 'zh-CN', width = 1440): Promise<ObservedPage> {
    const observed = await openPage(browser, 'about:blank', {
      session: { url: server.url, cookie },
      viewport: { width, height: 900 },
    });
    await observed.page.addInitScript((chosen) => localStorage.setItem('takt.language', chosen), language);
    await observed.page.goto(server.url + path);
    return observed;
  }
  const fill = async (page: Page, fields: Readonly<Record<string, string>>) => {
    for (const [label, text] of Object.entries(fields))
      await page.getByRole('dialog').getByLabel(label, { exact: true }).fill(text);
  };
  const overflows = (page: Page) =>
    page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth');

  it('an enterprise is taken in, with what is wrong said under its field; a workshop and its equipment follow', async () => {
    const { page, errors, close } = await open('/registry', 'en');
    await page.getByRole('button', { name: 'Add enterprise' }).click();
    await fill(page, {
      Name: 'Qijiang Gear Works',
      'Social credit code': '91350100M000100Y44',
      'Sector (GB/T 4754)': '99',
    });
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('The check character does not fit').waitFor();
    await fill(page, { 'Social credit code': '91350100M000100Y43' });
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('there is no sector "99" in GB/T 4754').waitFor();
    await fill(page, { 'Sector (GB/T 4754)': '3670' });
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: /^Qijiang Gear Works/, level: 1 }).waitFor();
    await page.getByText('Qijiang', { exact: true }).first().waitFor();
    await page.getByText(/^C3670 /).waitFor();

    await page.getByRole('button', { name: 'Add workshop' }).click();
    await fill(page, { Name: 'Machining' });
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('link', { name: 'Machining' }).click();
    await page.getByRole('button', { name: 'Add equipment' }).click();
    await fill(page, { Name: 'Lathe', Pieces: '4' });
    await page.getByRole('dialog').getByLabel('Numerically controlled').selectOption('Yes');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('4 of 4 pieces').first().waitFor();
    await page.getByRole('button', { name: 'Lathe, Key process: Not said; switch' }).click();
    await page.getByRole('button', { name: 'Lathe, Key process: Yes; switch' }).waitFor();
    await page.getByRole('button', { name: 'Declare figure' }).click();
    await page.getByRole('dialog').getByLabel('Figure').selectOption('Equipment NC rate (%)');
    await fill(page, { Value: '72.5' });
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('72.5\u00a0%').waitFor();
    await page
      .getByText(/^Declared: somebody said so; since .*; by Officer$/)
      .first()
      .waitFor({ state: 'attached' });
    await page.getByText('Add equipment', { exact: true }).nth(1).waitFor();
    // The browser reports the refusal that was asked for.
    expect(errors.filter((error) => !error.includes('422'))).toEqual([]);
    await close();
  });

  it('filters stand in the address, and the pages fit a phone', async () => {
    const { page, errors, close } = await open('/registry?sector=C36&size=large', 'zh-CN', 390);
    await page.getByText('没有符合条件的企业').waitFor();
    await page.getByLabel('全部规模').selectOption('');
    await page.getByRole('link', { name: 'Qijiang Gear Works' }).waitFor();
    expect(page.url()).toMatch(/\/registry\?sector=C36$/);
    expect(await overflows(page)).toBe(false);
    await page.getByLabel('名称或统一社会信用代码').fill('gear');
    await page.waitForURL(/q=gear/);
    await page.getByRole('link', { name: 'Qijiang Gear Works' }).click();
    await page.getByRole('heading', { name: '厂区与车间' }).waitFor();
    await page.getByText('设备数控化率').first().waitFor();
    expect(await overflows(page)).toBe(false);
    await page.getByRole('link', { name: 'Machining' }).click();
    await page.getByText('4 / 4 台').first().waitFor();
    expect(await overflows(page)).toBe(false);
    expect(errors).toEqual([]);
    await close();
  });

  it('duplicates are compared side by side and merged after a question', async () => {
    await server.call('registry.create', { body: { name: 'Qijiang Gear-Works Co., Ltd.', district: '500110' } });
    const { page, errors, close } = await open('/registry/duplicates', 'en', 390);
    await page.getByText('Same name').waitFor();
    expect(await overflows(page)).toBe(false);
    await page.getByRole('button', { name: 'Keep Qijiang Gear Works and merge the other' }).click();
    const question = page.getByRole('dialog');
    await question.getByText(/This cannot be undone/).waitFor();
    await question.getByRole('button', { name: 'Merge' }).click();
    await page.getByText('Merged into Qijiang Gear Works.').waitFor();
    await page.getByText('No duplicates found').waitFor();
    expect(errors).toEqual([]);
    await close();
  });
});
