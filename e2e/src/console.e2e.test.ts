import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createClient, dataOf } from '@ragtime/client';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createDataset, launchBrowser, lineOf, openTab, search, signIn, type Tab } from './console/browser.ts';
import { root } from './support/code-blocks.ts';
import { type Program, removeProgram, startProgram } from './support/program.ts';

const batteryGuide = join(root, 'samples/documents/products/tern-battery-guide.pdf');
const question = 'How long does the battery last?';
const patiently = { timeout: 60_000 };

let program: Program;
let browser: Browser;
let tab: Tab;
let page: Page;

// The browser may have to be installed first.
beforeAll(async () => {
  browser = await launchBrowser();
  program = await startProgram();
}, 900_000);
afterAll(async () => {
  await browser.close();
  await removeProgram(program);
});
afterEach(async () => {
  await page.close();
  const strangers = tab.asked.filter((url) => !url.startsWith(`${program.url}/`)).map((url) => `it asked ${url}`);
  const wrong = [...tab.errors, ...strangers];
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
});

async function open(options: Parameters<typeof openTab>[2] = {}) {
  tab = await openTab(browser, program.url, options);
  ({ page } = tab);
}
async function openDataset(name: string, options: Parameters<typeof openTab>[2] = {}) {
  await open(options);
  await signIn(page, program.apiKey);
  await createDataset(page, name);
}
const uploadText = async (name: string, text: string) =>
  await page.locator('#files').setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });
const whenRead = async (name: string) => await lineOf(page, name).and(page.locator('[data-status=parsed]')).waitFor(patiently);

it('a key that nobody knows is refused in a sentence, and the right one is forgotten when it is told to', async () => {
  await open();
  await page.getByLabel('API key').fill('rt_nobody_knows_this_key_at_all');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').getByRole('link', { name: 'unauthenticated' }).waitFor();
  await signIn(page, program.apiKey);
  await page.reload();
  await page.getByLabel('Question').waitFor();
  await page.getByRole('button', { name: 'Forget key' }).click();
  expect(await page.getByLabel('API key').inputValue()).toBe('');
  expect(await page.evaluate('sessionStorage.length + localStorage.length + document.cookie.length')).toBe(0);
});

it('an uploaded file is read before the eyes of who sent it, found with marked words, and shown at the place', async () => {
  await openDataset('upload');
  await page.locator('#files').setInputFiles(batteryGuide);
  await whenRead('tern-battery-guide.pdf');
  expect(await lineOf(page, 'tern-battery-guide.pdf').innerText()).toMatch(/\d+ pages · \d+ passages · [\d.]+ kB/);
  await search(page, question);
  const best = page.locator('#results > li').first();
  await best.locator('mark').first().waitFor();
  expect(await best.innerText()).toMatch(/tern-battery-guide\.pdf\s+pages? \d/);
  await best.getByRole('button', { name: 'tern-battery-guide.pdf' }).click();
  await page.getByRole('dialog').locator('.is-wanted mark').first().waitFor();
});

it('what others change appears by itself, and goes on doing so after the server was gone', async () => {
  await openDataset('shared');
  const { api } = createClient({ baseUrl: program.url, apiKey: program.apiKey });
  const { items } = await dataOf(api.GET('/v1/datasets', { params: { query: { name: 'shared' } } }));
  const datasetId = items[0]?.datasetId ?? '';
  const add = async (name: string) =>
    await dataOf(api.POST('/v1/datasets/{datasetId}/documents', { params: { path: { datasetId } }, body: { name, text: 'Larks sing.' } }));
  const { items: added } = await add('one.txt');
  await lineOf(page, 'one.txt').waitFor();
  const path = { datasetId, documentId: added[0]?.documentId ?? '' };
  await dataOf(api.PATCH('/v1/datasets/{datasetId}/documents/{documentId}', { params: { path }, body: { name: 'renamed.txt' } }));
  await lineOf(page, 'renamed.txt').waitFor();
  await program.kill();
  await page.getByText('reconnecting …').waitFor();
  program = await startProgram({ folder: program.folder, port: Number(new URL(program.url).port) });
  await dataOf(api.DELETE('/v1/datasets/{datasetId}/documents/{documentId}', { params: { path } }));
  await lineOf(page, 'renamed.txt').waitFor({ state: 'detached' });
  await add('two.txt');
  await lineOf(page, 'two.txt').waitFor();
  await page.getByText('live', { exact: true }).waitFor();
  expect(await page.locator('#documents > li').count()).toBe(1);
});

it('a dropped folder is walked, and its documents are named by their paths; hidden files stay where they are', async () => {
  await openDataset('dropped');
  const folder = await mkdtemp(join(tmpdir(), 'ragtime-drop-'));
  await mkdir(join(folder, 'deep'));
  for (const name of ['top.txt', 'deep/low.md', '.hidden.txt']) await writeFile(join(folder, name), `In ${name}.`);
  const input = await page.context().newCDPSession(page);
  const data = { items: [], files: [folder], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await input.send('Input.dispatchDragEvent', { type, x: 200, y: 500, data });
  await whenRead(`${basename(folder)}/deep/low.md`);
  await whenRead(`${basename(folder)}/top.txt`);
  expect(await page.locator('#documents > li').count()).toBe(2);
  await rm(folder, { recursive: true });
});

it('a file that is sent again becomes the next revision of its document', async () => {
  await openDataset('again');
  await uploadText('prices.txt', 'A lamp costs 20 euro.');
  await whenRead('prices.txt');
  await uploadText('prices.txt', 'A lamp costs 30 euro.');
  await lineOf(page, 'prices.txt').getByText('revision 2').waitFor();
  await whenRead('prices.txt');
  await search(page, 'What does a lamp cost?');
  await page.locator('#results').getByText('30 euro').waitFor();
  expect(await page.locator('#results').getByText('20 euro').count()).toBe(0);
});

it('a file that cannot be read says why, with the page that says what to do', async () => {
  await openDataset('broken');
  await page.locator('#files').setInputFiles({ name: 'broken.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7\nno more') });
  const code = lineOf(page, 'broken.pdf').and(page.locator('[data-status=failed]')).getByRole('link');
  await code.waitFor(patiently);
  const href = await code.getAttribute('href');
  expect((await fetch(`${program.url}${href}`)).status).toBe(200);
});

it('a deleted document leaves the list and what was found, and the receipt says what was removed', async () => {
  await openDataset('deleting');
  await uploadText('gone.txt', 'Nothing stays of this.');
  await whenRead('gone.txt');
  await search(page, 'What stays?');
  await page.locator('#results mark').first().waitFor();
  await lineOf(page, 'gone.txt').getByRole('button').click();
  await page.getByRole('button', { name: 'Delete …' }).click();
  await page.getByRole('button', { name: 'Delete for good' }).click();
  await page.getByText(/gone\.txt is erased: \d+ rows, \d+ passages, \d+ files, 1 key/).waitFor(patiently);
  await lineOf(page, 'gone.txt').waitFor({ state: 'detached' });
  expect(await page.locator('#results > li').count()).toBe(0);
});

it('whatever a document or its name holds stays text', async () => {
  await openDataset('hostile <b>name</b>');
  const hostile = '<img src=x onerror="document.title=1"><script>document.title=2</script> lark';
  await uploadText('<img src=x onerror=alert(1)>.md', `# ${hostile}\n\n${hostile}\n`);
  await whenRead('onerror');
  await search(page, 'lark');
  await page.locator('#results mark').first().waitFor();
  expect(await page.title()).toBe('Ragtime');
  expect(await page.locator('main img, main b, main script').count()).toBe(0);
});

it('the whole way can be gone by keyboard, and the focus is seen and comes back', async () => {
  await openDataset('keyboard');
  await uploadText('keys.txt', 'A piano has eighty-eight keys.');
  await whenRead('keys.txt');
  await search(page, 'How many keys?');
  await page.locator('#results mark').first().waitFor();
  const focused = async () => await page.evaluate('document.activeElement?.textContent ?? ""');
  for (let tabs = 0; (await focused()) !== 'keys.txt' && tabs < 12; tabs += 1) await page.keyboard.press('Tab');
  expect(await focused()).toBe('keys.txt');
  expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).not.toBe('none');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').locator('.is-wanted').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  expect(await focused()).toBe('keys.txt');
});

describe('nobody is kept out: names, roles and contrasts are as WCAG 2.2 AA wants them', () => {
  const isWrong = async (where: string) => {
    await page.evaluate(axe.source);
    const found = (await page.evaluate(
      `axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'] }).then(({ violations }) =>
        violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' | ')))`,
    )) as readonly string[];
    return found.map((one) => `${where}: ${one}`);
  };

  it.each(['light', 'dark'] as const)('%s', async (colorScheme) => {
    await open({ colorScheme, reducedMotion: 'reduce' });
    const wrong = await isWrong('signing in');
    await signIn(page, program.apiKey);
    await createDataset(page, `looks ${colorScheme}`);
    await page.locator('#files').setInputFiles(batteryGuide);
    await whenRead('tern-battery-guide.pdf');
    await search(page, question);
    await page.locator('#results mark').first().waitFor();
    wrong.push(...(await isWrong('searching')));
    await page.locator('#results').getByRole('button').first().click();
    await page.getByRole('dialog').locator('.is-wanted').waitFor();
    wrong.push(...(await isWrong('reading')));
    expect(wrong).toEqual([]);
  });
});

it('the picture in the README is small enough for it', () => {
  expect(readFileSync(join(root, 'docs/images/console.png')).length).toBeLessThan(300_000);
});
