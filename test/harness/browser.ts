// Owns a real Chromium for tests, and a page, signed in or not, that keeps what went wrong in it.
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { findChromium } from './requirements.ts';

export async function startBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (!executablePath)
    throw new Error('chromium not found; put the tests that need it under describeWith({ chromium: true })');
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--disable-background-networking',
      '--disable-component-update',
      '--no-first-run',
    ],
  });
}

export interface ObservedPage {
  page: Page;
  /** Errors on the console and uncaught exceptions so far. */
  errors: string[];
  close(): Promise<void>;
}

export interface PageOptions extends BrowserContextOptions {
  /** Where somebody is signed in, and the cookie of their session as `name=value`. */
  session?: { url: string; cookie: string };
}

/** A page in its own context, with errors collected from the first moment on. */
export async function openPage(browser: Browser, url: string, options: PageOptions = {}): Promise<ObservedPage> {
  const { session, ...contextOptions } = options;
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...contextOptions });
  if (session) {
    const [name = '', value = ''] = session.cookie.split('=');
    await context.addCookies([{ name, value, url: session.url, httpOnly: true, sameSite: 'Lax' }]);
  }
  const observed = observe(await context.newPage());
  await observed.page.goto(url);
  return { ...observed, close: () => context.close() };
}

/** Collects what goes wrong in a page from now on. */
function observe(page: Page): Omit<ObservedPage, 'close'> {
  page.setDefaultTimeout(30_000);
  const errors: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  page.on('pageerror', (error) => errors.push(String(error)));
  return { page, errors };
}
