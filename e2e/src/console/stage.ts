import { hangsAfterMs } from '@ragtime/testkit/eventually';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { ensureConsoleBuilt } from '../../../scripts/lib/console.mjs';
import { type Program, removeProgram, startProgram } from '../support/program.ts';
import { createDataset, desktop, launchBrowser, lineOf, openTab, signIn, type Tab, type TabOptions } from './browser.ts';

/** Reading a document may wait for other work of the machine. */
export const patiently = { timeout: hangsAfterMs };

export interface Stage {
  readonly program: Program;
  readonly browser: Browser;
  /** The last opened tab. */
  readonly page: Page;
  /** Every address that the tab requested. */
  readonly asked: readonly string[];
  open(options?: TabOptions): Promise<Page>;
  /** Opens, signs in, and makes a dataset. */
  openDataset(name: string, options?: TabOptions): Promise<Page>;
  /** Another tab of the same browser window. */
  openSecondTab(path?: string): Promise<Page>;
  uploadText(name: string, text: string): Promise<void>;
  whenRead(name: string): Promise<void>;
  /** Kills the program, does something, and starts it again. */
  restart(meanwhile: () => Promise<unknown>): Promise<void>;
}

/**
 * One program and one browser for the tests of a file. A test fails if a script had an error, if the policy refused something, or if the
 * page sent a request to another server.
 */
export function setStage(environment: Readonly<Record<string, string>> = {}): Stage {
  let program: Program;
  let browser: Browser;
  let tabs: Tab[] = [];
  const tab = (): Tab => {
    const last = tabs.at(-1);
    if (last === undefined) throw new Error('no tab is open');
    return last;
  };

  // The browser may have to be installed first.
  beforeAll(async () => {
    ensureConsoleBuilt();
    browser = await launchBrowser();
    program = await startProgram({ environment });
  }, 900_000);
  afterAll(async () => {
    await browser.close();
    await removeProgram(program);
  });
  afterEach(async () => {
    const wrong = tabs.flatMap(({ errors, asked }) => [
      ...errors,
      ...asked.filter((url) => !url.startsWith(`${program.url}/`) && !url.startsWith('blob:')).map((url) => `it asked ${url}`),
    ]);
    for (const { page } of tabs) await page.context().close();
    tabs = [];
    if (wrong.length > 0) throw new Error(wrong.join('\n'));
  });

  const open = async (options?: TabOptions) => {
    tabs.push(await openTab(await browser.newContext({ ...desktop, ...options }), program.url));
    return tab().page;
  };
  return {
    get program() {
      return program;
    },
    get browser() {
      return browser;
    },
    get page() {
      return tab().page;
    },
    get asked() {
      return tab().asked;
    },
    open,
    async openDataset(name, options) {
      const page = await open(options);
      await signIn(page, program.apiKey);
      await createDataset(page, name);
      return page;
    },
    async openSecondTab(path = '') {
      tabs.push(await openTab(tab().page.context(), `${program.url}${path}`));
      return tab().page;
    },
    async uploadText(name, text) {
      await tab()
        .page.locator('#files')
        .setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });
    },
    async whenRead(name) {
      await lineOf(tab().page, name).and(tab().page.locator('[data-status=parsed]')).waitFor(patiently);
    },
    async restart(meanwhile) {
      await program.kill();
      await meanwhile();
      program = await startProgram({ folder: program.folder, port: Number(new URL(program.url).port), environment });
    },
  };
}
