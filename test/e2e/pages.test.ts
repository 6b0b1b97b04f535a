// The pages in a real browser on a really started server: set up by API, fed over MQTT, live, and back after a lost connection.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { signInAsAdministrator } from '../harness/administrator.ts';
import { type ObservedPage, openPage, startBrowser } from '../harness/browser.ts';
import { freePort } from '../harness/free-port.ts';
import { describeWith } from '../harness/requirements.ts';
import { type RunningServer, startServer } from '../harness/server.ts';
import { createTempDirectory, type TempDirectory } from '../harness/temp.ts';
import { until } from '../harness/until.ts';
import { ensureWebBuild } from '../harness/web-build.ts';
import { connectDevice, type Device, lastTwoHours, setUpPlant } from './plant.ts';

describeWith({ chromium: true }, 'the pages', () => {
  let browser: Browser;
  let directory: TempDirectory;
  let server: RunningServer;
  let device: Device;
  let cookie: string;
  let ports: { httpPort: number; mqttPort: number };

  beforeAll(async () => {
    await ensureWebBuild();
    directory = await createTempDirectory('pages');
    ports = { httpPort: await freePort(), mqttPort: await freePort() };
    browser = await startBrowser();
    server = await startServer({ directory: directory.path, ...ports });
    cookie = await signInAsAdministrator(server.url);
    device = await connectDevice(server.mqttUrl);
  });
  afterAll(async () => {
    await browser?.close();
    await device?.close();
    await server?.stop();
    await directory?.remove();
  });

  /** A page of the administrator, in English unless the test switches it. */
  async function open(path: string, options: Parameters<typeof openPage>[2] = {}): Promise<ObservedPage> {
    const observed = await openPage(browser, 'about:blank', {
      locale: 'en-GB',
      session: { url: server.url, cookie },
      ...options,
    });
    await observed.page.addInitScript(() => {
      if (localStorage.getItem('takt.language') === null) localStorage.setItem('takt.language', 'en');
    });
    await observed.page.goto(server.url + path);
    return observed;
  }
  const markOf = (page: Page) => page.evaluate('window.notReloaded = true');
  const notReloaded = (page: Page) => page.evaluate('window.notReloaded === true');

  it('without a plant the overview says how to set one up, and shows it once it is there', async () => {
    const { page, errors, close } = await open('/');
    await page.getByText('No plant yet').waitFor();
    await setUpPlant(server);
    await device.send('lathe', lastTwoHours(Date.now()));
    await page.reload();
    await page
      .getByRole('link', { name: /^Machining/ })
      .first()
      .waitFor();
    await page.getByText('Never seen').or(page.getByText('No data')).first().waitFor();
    expect(errors).toEqual([]);
    await close();
  });

  it('a tile follows its machine without a reload', async () => {
    const { page, errors, close } = await open('/workshops/w1');
    const tile = page.locator('a.tile', { hasText: 'Mill two' });
    await tile.getByText('Never seen').waitFor();
    await markOf(page);
    await device.send('mill', { state: 'producing', product: 'P-7', good: 1 });
    await tile.getByText('Producing').waitFor();
    await tile.getByText('P-7').waitFor();
    await device.send('mill', { state: 'starved' });
    await tile.getByText('Starved').waitFor();
    await device.send('mill', [{ state: 'down', alarm: 'E-17' }]);
    await tile.getByText('E-17').waitFor();
    expect(await notReloaded(page)).toBe(true);
    expect(errors).toEqual([]);
    await close();
  });

  it('a KPI opens a panel with formula, terms, coverage and definition, and closes by key', async () => {
    const { page, errors, close } = await open('/machines/lathe?range=day');
    await page.getByRole('button', { name: /^Overall equipment effectiveness/ }).click();
    const panel = page.getByRole('dialog');
    await panel.getByText('= Availability × Effectiveness × Quality ratio').waitFor();
    for (const text of ['Terms', 'Coverage', 'Definition', 'Built-in definition', 'Lathe one'])
      await panel.getByText(text, { exact: true }).first().waitFor();
    await panel.getByRole('row', { name: /Ideal processing time PRI·PQ/ }).waitFor();
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });
    expect(errors).toEqual([]);
    await close();
  });

  it('language and appearance are switched at once and kept', async () => {
    const { page, errors, close } = await open('/workshops/w1');
    const header = page.getByRole('banner');
    await header.getByLabel('Language').selectOption('zh-CN');
    await page.getByRole('heading', { name: '设备状态时间线' }).waitFor();
    await header.getByLabel('外观').selectOption('dark');
    const background = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
    const dark = await background();
    await page.reload();
    await page.getByRole('heading', { name: '设备状态时间线' }).waitFor();
    expect(await page.evaluate('document.documentElement.dataset.theme')).toBe('dark');
    expect(await page.evaluate('document.documentElement.lang')).toBe('zh-CN');
    expect(await background()).toBe(dark);
    await header.getByLabel('外观').selectOption('light');
    expect(await background()).not.toBe(dark);
    expect(errors).toEqual([]);
    await close();
  });

  it('the machine page shows signals with units, their history, a closer look, and the last messages', async () => {
    const { page, errors, close } = await open('/machines/lathe?range=2d');
    const row = page.getByRole('row', { name: /temperature_c/ });
    await row.getByText('79.5').waitFor();
    await row.getByText('°C').waitFor();
    await page.getByText('Min 20 °C · max 79.5 °C · last 79.5 °C').waitFor();
    await page.locator('.plot canvas').waitFor();

    const closer = page.waitForRequest((request) => request.url().includes('/history?'));
    await page.getByRole('button', { name: 'Zoom in' }).click();
    const asked = new URL((await closer).url()).searchParams;
    expect(Number(asked.get('to')) - Number(asked.get('from'))).toBeLessThan(25 * 3_600_000);
    await page.getByRole('button', { name: 'Reset' }).click();

    await page.getByRole('row', { name: /^Good/ }).first().getByRole('button').click();
    await page.getByText(/Min 0 pcs · max 119 pcs/).waitFor();
    expect(page.url()).toContain('signal=good');

    await page.locator('.messages').getByRole('button').first().click();
    await page.getByText('The list is held while a message is open.').waitFor();
    expect(errors).toEqual([]);
    await close();
  });

  it('a machine that never sent anything says where it has to publish', async () => {
    const { page, errors, close } = await open('/machines/quiet');
    await page.getByText('This machine has not sent anything yet').waitFor();
    await page.getByText('takt/v1/north/quiet/telemetry', { exact: true }).waitFor();
    expect(errors).toEqual([]);
    await close();
  });

  it('a lost connection is shown, and heals when the server is back', async () => {
    const { page, errors, close } = await open('/machines/mill');
    await page.getByRole('status').getByText('Live', { exact: true }).waitFor();
    await device.send('mill', { state: 'producing', pressure_bar: 5 });
    const pressure = page.getByRole('row', { name: /pressure_bar/ });
    await pressure.getByText('5', { exact: true }).waitFor();
    // Whatever the page brings later is here before the server goes.
    await page.locator('section', { hasText: 'Signal history' }).locator('.frame').first().waitFor();
    await page.waitForLoadState('networkidle');
    await markOf(page);
    expect(errors).toEqual([]);

    await device.close();
    await server.stop();
    await page
      .getByRole('alert')
      .getByText(/The live connection has been down since/)
      .waitFor();
    await pressure.getByText('5', { exact: true }).waitFor();

    server = await startServer({ directory: directory.path, ...ports });
    device = await connectDevice(server.mqttUrl);
    await page.getByRole('status').getByText('Live', { exact: true }).waitFor();
    await page.getByRole('alert').waitFor({ state: 'detached' });
    await device.send('mill', { pressure_bar: 6.25 });
    await pressure.getByText('6.25').waitFor();
    expect(await notReloaded(page)).toBe(true);
    // What the browser itself says of a server that is not there; nothing of ours.
    expect(errors.filter((error) => !/ERR_CONNECTION|WebSocket connection/.test(error))).toEqual([]);
    await close();
  });

  it('a monthly report is asked for, followed until it is made, and taken along', async () => {
    const { page, errors, close } = await open('/reports');
    await page.getByText('There are no reports yet').waitFor();
    await page.getByRole('button', { name: 'Make a report' }).click();
    const row = page.getByRole('row').filter({ hasText: 'Chongqing' });
    await row.getByText('Made', { exact: true }).waitFor();
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      row.getByRole('button', { name: /as Excel$/ }).click(),
    ]);
    expect(file.suggestedFilename()).toMatch(/^Monthly report Chongqing \d{4}-\d\d\.xlsx$/);
    expect(errors).toEqual([]);
    await close();
  });

  it.concurrent.each([
    [1440, 'zh-CN', 'light'],
    [1440, 'en', 'dark'],
    [390, 'zh-CN', 'dark'],
    [390, 'en', 'light'],
  ])('every page fits %i px in %s, %s, without an error', async (width, language, theme) => {
    const { page, errors, close } = await open('/', { viewport: { width, height: 844 } });
    await page.evaluate(
      `localStorage.setItem('takt.language', '${language}');localStorage.setItem('takt.theme', '${theme}')`,
    );
    for (const path of [
      '/',
      '/workshops/w1',
      '/machines/lathe',
      '/machines/quiet',
      '/devices',
      '/users',
      '/consents',
      '/audit',
      '/profile',
      '/reports',
      '/machines/none',
      '/workshops/none',
      '/sites/none',
      '/x',
    ]) {
      await page.goto(server.url + path);
      await page.locator('main').getByText(/\S/).first().waitFor();
      await page.waitForLoadState('networkidle').catch(() => {});
      const overflow = () =>
        page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
      await until(async () => (await overflow()) === 0, { what: `${path} without sideways scrolling`, limitMs: 5000 });
    }
    expect(errors).toEqual([]);
    await close();
  });
});
