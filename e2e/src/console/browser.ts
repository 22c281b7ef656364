import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { chromiumProgram } from '../../../scripts/lib/chromium.mjs';

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-dev-shm-usage',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const launchBrowser = async (): Promise<Browser> => await chromium.launch({ executablePath: chromiumProgram(), args: flags });

export interface Tab {
  readonly page: Page;
  /** Its faults: errors of scripts, and refusals of its policy. */
  readonly errors: readonly string[];
  /** Every address that was requested. */
  readonly asked: readonly string[];
}

export type TabOptions = Parameters<Browser['newContext']>[0];

export const desktop = { viewport: { width: 1280, height: 900 } };

/** Opens an address and notes what goes wrong. Tabs of one context share the same things as tabs of one browser window. */
export async function openTab(context: BrowserContext, url: string): Promise<Tab> {
  const page = await context.newPage();
  const errors: string[] = [];
  const asked: string[] = [];
  page.on('pageerror', (error) => errors.push(error.stack ?? error.message));
  page.on('console', (message) => {
    // The page shows answers that are problems; the browser logs a line of its own for each.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) errors.push(message.text());
  });
  page.on('request', (request) => asked.push(request.url()));
  await page.goto(url);
  return { page, errors, asked };
}

export async function signIn(page: Page, apiKey: string): Promise<void> {
  await page.getByLabel('API key').fill(apiKey);
  await page.getByRole('button', { name: 'Open the console' }).click();
  await page.getByRole('button', { name: 'New dataset' }).waitFor();
}

export async function createDataset(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'New dataset' }).click();
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByLabel('Dataset', { exact: true }).locator('option:checked', { hasText: name }).waitFor({ state: 'attached' });
}

export async function search(page: Page, question: string): Promise<void> {
  await page.getByLabel('Question').fill(question);
  await page.keyboard.press('Enter');
}

/** The line of a document in the list. */
export const lineOf = (page: Page, name: string) => page.locator('#documents > li', { hasText: name });
