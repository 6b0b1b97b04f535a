// The effect of a project in a real browser: the sentence anybody can read, its days, and a plan registered before the go-live.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { signInAsAdministrator } from '../harness/administrator.ts';
import { openPage, startBrowser } from '../harness/browser.ts';
import { changeAccess } from '../harness/people.ts';
import { describeWith } from '../harness/requirements.ts';
import { type RunningServer, startServer } from '../harness/server.ts';
import { createTempDirectory } from '../harness/temp.ts';
import { ensureWebBuild } from '../harness/web-build.ts';
import { ago, plant, writeFacts, writePlan, writeProject, writeRegistry } from '../integration/effect/written.ts';

describeWith({ chromium: true }, 'effect', () => {
  let browser: Browser;
  let server: RunningServer;
  let cookie: string;
  let directory: Awaited<ReturnType<typeof createTempDirectory>>;

  beforeAll(async () => {
    await ensureWebBuild();
    directory = await createTempDirectory('effect-page');
    await writeFacts(directory.path);
    [browser, server] = await Promise.all([startBrowser(), startServer({ directory: directory.path })]);
    await server.call('plant.put', { body: plant as never });
    await changeAccess(server, async (db) => {
      await writeRegistry(db, 'heron');
      await writeProject(db, 'axles', { line: 'axle' });
      await writePlan(db, 'axles', { controlLines: ['gear'] });
      await writeProject(db, 'next', { line: 'axle', goLive: ago(-30) });
    });
    cookie = await signInAsAdministrator(server.url);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    await directory?.remove();
  });

  async function open(id: string, language: string, options: Parameters<typeof openPage>[2] = {}) {
    const observed = await openPage(browser, 'about:blank', { session: { url: server.url, cookie }, ...options });
    await observed.page
      .context()
      .addInitScript((chosen: string) => localStorage.setItem('takt.language', chosen), language);
    await observed.page.goto(`${server.url}/projects/${id}/effect`);
    return observed;
  }

  it('says in a sentence what came of it, with its interval, its days and why it can be trusted', async () => {
    const { page, errors, close } = await open('axles', 'zh-CN');
    await page
      .getByText(
        /^设备综合效率提升 [\d.]+ 个百分点（95% 区间 [\d.]+–[\d.]+），基于改造前 58 天与改造后 49 天，数据覆盖率 100\.0%$/,
      )
      .waitFor();
    const card = page.getByRole('region', { name: '设备综合效率' });
    await card.getByText('有效', { exact: true }).waitFor();
    await card.locator('canvas').waitFor();
    await card.getByText('减去对照产线同期的变化').waitFor();
    await card.getByText('每日数据表').click();
    expect(await card.getByRole('row').count()).toBe(1 + 60 + 16 + 49);
    await page.getByText(/锁定/).first().waitFor();
    expect(errors).toEqual([]);
    await close();
  });

  it('fits a phone', async () => {
    const { page, errors, close } = await open('axles', 'en', { viewport: { width: 390, height: 844 } });
    await page.getByText(/OEE rose by/).waitFor();
    await page.locator('canvas').first().waitFor();
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
    expect(errors).toEqual([]);
    await close();
  });

  it('a plan is registered before the go-live; one that cannot be says which field', async () => {
    const { page, errors, close } = await open('next', 'en');
    await page.getByText('No plan was registered yet').waitFor();
    await page.getByRole('button', { name: 'Register a plan' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.locator('input[name=baselineTo]').fill(ago(-40));
    await dialog.getByRole('button', { name: 'Register' }).click();
    await dialog.getByText(/before the implementation and the go-live/).waitFor();
    await dialog.locator('input[name=baselineTo]').fill(ago(-10));
    await dialog.getByLabel('Gears').check();
    await dialog.getByRole('button', { name: 'Register' }).click();
    await page.getByText(/from that day on it is locked/).waitFor();
    await page.getByText('Too early').first().waitFor();
    expect(errors).toEqual([]);
    await close();
  });
});
