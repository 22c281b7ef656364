import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../support/code-blocks.ts';
import { lineOf, search } from './browser.ts';
import { patiently, setStage } from './stage.ts';

const uploadBytesMax = 1_000_000;
const stage = setStage({ RAGTIME_UPLOAD_BYTES_MAX: String(uploadBytesMax) });
const batteryGuide = join(root, 'samples/documents/products/tern-battery-guide.pdf');
const question = 'How long does the battery last?';
const uploads = () => stage.asked.filter((url) => /\/documents\?parse=true/.test(url));

it('an uploaded file is read before the eyes of who sent it, found with marked words, and shown at the place', async () => {
  const page = await stage.openDataset('upload');
  await page.locator('#files').setInputFiles(batteryGuide);
  await stage.whenRead('tern-battery-guide.pdf');
  expect(await lineOf(page, 'tern-battery-guide.pdf').innerText()).toMatch(/\d+ pages · \d+ passages · [\d.]+ kB/);
  await search(page, question);
  const best = page.locator('#results > li').first();
  await best.locator('mark').first().waitFor();
  expect(await best.innerText()).toMatch(/tern-battery-guide\.pdf\s+pages? \d/);
  await best.getByRole('link', { name: 'tern-battery-guide.pdf' }).click();
  const reader = page.getByRole('dialog');
  await reader.locator('.is-wanted mark').first().waitFor();
  await reader.getByText('How it was read').click();
  await reader.locator('.runs li[data-status=parsed]').waitFor();
});

it('a dropped folder is walked, and its documents are named by their paths; hidden files stay where they are', async () => {
  const page = await stage.openDataset('dropped');
  const folder = await mkdtemp(join(tmpdir(), 'ragtime-drop-'));
  await mkdir(join(folder, 'deep'));
  for (const name of ['top.txt', 'deep/low.md', '.hidden.txt']) await writeFile(join(folder, name), `In ${name}.`);
  const input = await page.context().newCDPSession(page);
  const data = { items: [], files: [folder], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await input.send('Input.dispatchDragEvent', { type, x: 200, y: 500, data });
  await stage.whenRead(`${basename(folder)}/deep/low.md`);
  await stage.whenRead(`${basename(folder)}/top.txt`);
  expect(await page.locator('#documents > li').count()).toBe(2);
  await page.locator('#folder').setInputFiles(folder);
  await lineOf(page, 'top.txt').waitFor();
  await expect.poll(async () => await page.locator('#uploads > li').count()).toBe(0);
  expect(await page.locator('#documents > li').count()).toBe(2);
  await rm(folder, { recursive: true });
});

it('a file that is sent again becomes the next revision of its document', async () => {
  const page = await stage.openDataset('again');
  await stage.uploadText('prices.txt', 'A lamp costs 20 euro.');
  await stage.whenRead('prices.txt');
  await stage.uploadText('prices.txt', 'A lamp costs 30 euro.');
  await lineOf(page, 'prices.txt').getByText('revision 2').waitFor();
  await stage.whenRead('prices.txt');
  await search(page, 'What does a lamp cost?');
  await page.locator('#results').getByText('30 euro').waitFor();
  expect(await page.locator('#results').getByText('20 euro').count()).toBe(0);
});

it('a file that cannot be read says why, with the page that says what to do', async () => {
  const page = await stage.openDataset('broken');
  await page.locator('#files').setInputFiles({ name: 'broken.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7\nno more') });
  const code = lineOf(page, 'broken.pdf')
    .and(page.locator('[data-status=failed]'))
    .getByRole('link', { name: /^[a-z-]+$/ });
  await code.waitFor(patiently);
  const href = await code.getAttribute('href');
  expect((await fetch(`${stage.program.url}${href}`)).status).toBe(200);
});

it('a file over the limit of the server is refused before a byte of it is sent', async () => {
  const page = await stage.openDataset('large');
  const buffer = Buffer.alloc(uploadBytesMax + 1, 'a');
  await page.locator('#files').setInputFiles({ name: 'large.txt', mimeType: 'text/plain', buffer });
  const row = page.locator('#uploads > li', { hasText: 'large.txt' });
  await row.getByText('the server takes 1.0 MB at most').waitFor();
  expect(uploads()).toEqual([]);
  expect(await row.getByRole('button', { name: 'Send again' }).count()).toBe(0);
  await row.getByRole('button', { name: 'Leave it' }).click();
  await row.waitFor({ state: 'detached' });
});

it('an upload that fails says so and why, and is sent again when it is asked to', async () => {
  const page = await stage.openDataset('refused');
  await page.route('**/documents?parse=true*', async (route) => {
    const problem = { type: '/docs/errors/storage-full', title: 'The disk is full', status: 507, code: 'storage-full' };
    await route.fulfill({ status: 507, contentType: 'application/problem+json', body: JSON.stringify(problem) });
  });
  await stage.uploadText('later.txt', 'Not yet.');
  const row = page.locator('#uploads > li', { hasText: 'later.txt' });
  await row.getByRole('link', { name: 'storage-full' }).waitFor();
  expect(await row.innerText()).toMatch(/The disk is full\. storage-full.*not uploaded/s);
  expect(await row.getByText('uploading').count()).toBe(0);
  await page.unroute('**/documents?parse=true*');
  await row.getByRole('button', { name: 'Send again' }).click();
  await stage.whenRead('later.txt');
  await row.waitFor({ state: 'detached' });
});
