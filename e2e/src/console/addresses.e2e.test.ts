import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { createDataset, lineOf, search } from './browser.ts';
import { setStage } from './stage.ts';

const stage = setStage();
const place = (page: Page) => new URL(page.url());

async function openLarks(name: string): Promise<Page> {
  const page = await stage.openDataset(name);
  await stage.uploadText('lark.txt', 'A lark sings at dawn.');
  await stage.uploadText('owl.txt', 'An owl sings at night.');
  for (const file of ['lark.txt', 'owl.txt']) await stage.whenRead(file);
  return page;
}

it('a search has an address with its filters, Back and Forward go through them, and a reload keeps the place', async () => {
  const page = await openLarks('searches');
  const found = page.locator('#results > li');
  await search(page, 'Who sings?');
  await found.nth(1).waitFor();
  await expect.poll(() => place(page).searchParams.get('q')).toBe('Who sings?');
  await page.getByLabel('Documents in which passages were found').getByRole('link', { name: 'owl.txt' }).click();
  await expect.poll(async () => await found.count()).toBe(1);
  await expect.poll(() => place(page).searchParams.get('document')).not.toBe(null);
  await page.reload();
  await found.first().waitFor();
  expect(await found.count()).toBe(1);
  expect(await page.getByLabel('Question').inputValue()).toBe('Who sings?');
  await page.goBack();
  await expect.poll(async () => await found.count()).toBe(2);
  await page.getByLabel('all datasets').check();
  await expect.poll(() => place(page).searchParams.get('in')).toBe('all');
  await page.goBack();
  await page.goBack();
  await page.getByText('Ask in your own words').waitFor();
  expect(await page.getByLabel('Question').inputValue()).toBe('');
  await page.goForward();
  await found.nth(1).waitFor();
  expect(await page.getByLabel('Question').inputValue()).toBe('Who sings?');
});

it('a document and a passage have addresses, which another tab opens at the same place', async () => {
  const page = await openLarks('documents');
  await search(page, 'What does a lark do at dawn?');
  const best = page.locator('#results > li').first().getByRole('link');
  await best.waitFor();
  const [other] = await Promise.all([page.context().waitForEvent('page'), best.click({ modifiers: ['ControlOrMeta'] })]);
  await other.getByRole('dialog').locator('.is-wanted mark').first().waitFor();
  await expect.poll(() => place(other).pathname).toMatch(/^\/datasets\/[^/]+\/documents\/[^/]+\/passages\/[^/]+$/);
  await other.close();
  await lineOf(page, 'owl.txt').getByRole('link').click();
  await page.getByRole('dialog').getByText('An owl sings at night.').waitFor();
  await expect.poll(() => place(page).pathname).toMatch(/^\/datasets\/[^/]+\/documents\/[^/]+$/);
  await page.reload();
  await page.getByRole('dialog').getByText('An owl sings at night.').waitFor();
  await expect.poll(() => page.title()).toBe('owl.txt · documents · Ragtime');
  await page.getByRole('button', { name: 'Close', exact: true }).click();
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await expect.poll(() => place(page).pathname).toMatch(/^\/datasets\/[^/]+$/);
});

it('Back closes a document, and a closed one leaves no step behind', async () => {
  const page = await openLarks('steps');
  const address = page.url();
  await lineOf(page, 'lark.txt').getByRole('link').click();
  await page.getByRole('dialog').waitFor();
  await page.goBack();
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await expect.poll(() => page.url()).toBe(address);
  const steps = await page.evaluate('history.length');
  await lineOf(page, 'lark.txt').getByRole('link').click();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await expect.poll(() => page.url()).toBe(address);
  expect(await page.evaluate('history.length')).toBe(steps);
});

it('datasets are links, the list of names is filtered by its address, and what is not there is said', async () => {
  const page = await openLarks('filtered');
  await page.getByLabel('Show only documents whose name contains').fill('owl');
  await lineOf(page, 'lark.txt').waitFor({ state: 'detached' });
  await page.reload();
  await lineOf(page, 'owl.txt').waitFor();
  expect(await page.locator('#documents > li').count()).toBe(1);
  await createDataset(page, 'another');
  await page.getByLabel('Dataset', { exact: true }).selectOption('All datasets');
  await page
    .getByRole('main')
    .getByRole('link', { name: /^filtered/ })
    .click();
  await lineOf(page, 'lark.txt').waitFor();
  await page.goto(`${stage.program.url}/datasets/nothing`);
  await page.getByRole('heading', { name: 'There is no such dataset' }).waitFor();
  await page.goto(`${stage.program.url}/datasets/nothing/else/here`);
  expect(await page.locator('body').innerText()).toContain('route-unknown');
});
