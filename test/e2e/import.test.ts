// A file imported in a real browser: chosen, looked at, written, and found among those that were.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeWorkbook } from '../../server/src/platform/spreadsheet/index.ts';
import { signInAsAdministrator } from '../harness/administrator.ts';
import { openPage, startBrowser } from '../harness/browser.ts';
import { describeWith } from '../harness/requirements.ts';
import { type RunningServer, startServer } from '../harness/server.ts';
import { ensureWebBuild } from '../harness/web-build.ts';

describeWith({ chromium: true }, 'importing', () => {
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

  it('shows what is wrong with which cell, writes the rest, and keeps the import', async () => {
    const cookie = await signInAsAdministrator(server.url);
    const session = { url: server.url, cookie };
    const { page, errors } = await openPage(browser, `${server.url}/registry/import`, { session, locale: 'zh-CN' });
    const choose = page.getByLabel('选择文件');
    const file = { mimeType: 'text/csv', name: '照片.xlsx', buffer: Buffer.from('89504e470d0a1a0a', 'hex') };
    await choose.last().setInputFiles(file);
    await page.getByText('不是表格文件').waitFor();

    const content = writeWorkbook([
      {
        name: '企业',
        header: ['企业名称', '区县', '规模'],
        rows: [
          ['甲机械有限公司', '綦江区', '大型'],
          ['乙机械有限公司', '綦江区', '巨型'],
        ],
      },
    ]);
    await choose.last().setInputFiles({ ...file, name: '名录.xlsx', buffer: Buffer.from(content) });
    await page.getByText('待确认').first().waitFor();
    const row = page.getByRole('row', { name: /巨型/ });
    expect(await row.textContent()).toContain('规模（C3）');
    expect(await row.textContent()).toContain('应为以下之一');
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
    await page.setViewportSize({ width: 1440, height: 900 });

    await page.getByRole('button', { name: '写入 1 行' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '写入', exact: true }).click();
    await page.getByText('已写入 1 行').waitFor();
    await page.getByRole('button', { name: '导入另一个文件' }).click();
    await page.getByRole('row', { name: /名录\.xlsx.*已完成/ }).waitFor();
    expect(errors.filter((error) => !error.includes('422'))).toEqual([]);
  });
});
