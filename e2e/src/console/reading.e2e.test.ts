import { createClient, dataOf } from '@ragtime/client';
import { expect, it } from 'vitest';
import { lineOf, search } from './browser.ts';
import { patiently, setStage } from './stage.ts';

const stage = setStage();

it('what others change appears by itself, and goes on doing so after the server was gone', async () => {
  const page = await stage.openDataset('shared');
  const { api } = createClient({ baseUrl: stage.program.url, apiKey: stage.program.apiKey });
  const { items } = await dataOf(api.GET('/v1/datasets', { params: { query: { name: 'shared' } } }));
  const datasetId = items[0]?.datasetId ?? '';
  const add = async (name: string) =>
    await dataOf(api.POST('/v1/datasets/{datasetId}/documents', { params: { path: { datasetId } }, body: { name, text: 'Larks sing.' } }));
  const { items: added } = await add('one.txt');
  await lineOf(page, 'one.txt').waitFor();
  const path = { datasetId, documentId: added[0]?.documentId ?? '' };
  await dataOf(api.PATCH('/v1/datasets/{datasetId}/documents/{documentId}', { params: { path }, body: { name: 'renamed.txt' } }));
  await lineOf(page, 'renamed.txt').waitFor();
  await stage.restart(async () => {
    await page.getByText('reconnecting …').waitFor();
    // The page asks while no server runs: the notice says so.
    await page.getByLabel('Show only documents whose name contains').fill('txt');
    await page.getByLabel('Notices').getByText('The server does not answer').waitFor(patiently);
  });
  await dataOf(api.DELETE('/v1/datasets/{datasetId}/documents/{documentId}', { params: { path } }));
  await lineOf(page, 'renamed.txt').waitFor({ state: 'detached' });
  await add('two.txt');
  await lineOf(page, 'two.txt').waitFor();
  await page.getByText('live', { exact: true }).waitFor();
  expect(await page.locator('#documents > li').count()).toBe(1);
  expect(await page.getByLabel('Notices').innerText()).toBe('');
});

it('a tab that nobody sees holds no connection, and shows what it missed once it is seen', async () => {
  const page = await stage.openDataset('hidden');
  await page.getByText('live', { exact: true }).waitFor();
  const turn = async (state: 'hidden' | 'visible') =>
    await page.evaluate(
      `Object.defineProperty(document, 'visibilityState', { value: '${state}', configurable: true }); document.dispatchEvent(new Event('visibilitychange'))`,
    );
  const ended = page.waitForEvent('requestfailed', (request) => request.url().endsWith('/progress'));
  await turn('hidden');
  await ended;
  const [datasetId = ''] = new URL(page.url()).pathname.split('/').slice(-1);
  const { api } = createClient({ baseUrl: stage.program.url, apiKey: stage.program.apiKey });
  const body = { name: 'missed.txt', text: 'Larks sing.' };
  await dataOf(api.POST('/v1/datasets/{datasetId}/documents', { params: { path: { datasetId } }, body }));
  expect(await lineOf(page, 'missed.txt').count()).toBe(0);
  await turn('visible');
  await lineOf(page, 'missed.txt').waitFor();
});

it('a deleted document leaves the list and what was found, and the receipt says what was removed', async () => {
  const page = await stage.openDataset('deleting');
  await stage.uploadText('gone.txt', 'Nothing stays of this.');
  await stage.whenRead('gone.txt');
  await search(page, 'What stays?');
  await page.locator('#results mark').first().waitFor();
  await lineOf(page, 'gone.txt').getByRole('link').click();
  await page.getByRole('button', { name: 'Delete …' }).click();
  await page.getByRole('button', { name: 'Delete for good' }).click();
  await page.getByText(/gone\.txt is erased: \d+ rows, \d+ passages, \d+ files, 1 key/).waitFor(patiently);
  await lineOf(page, 'gone.txt').waitFor({ state: 'detached' });
  expect(await page.locator('#results > li').count()).toBe(0);
});

it('whatever a document or its name holds stays text', async () => {
  const page = await stage.openDataset('hostile <b>name</b>');
  const hostile = '<img src=x onerror="document.title=1"><script>document.title=2</script> lark';
  await stage.uploadText('<img src=x onerror=alert(1)>.md', `# ${hostile}\n\n${hostile}\n`);
  await stage.whenRead('onerror');
  await search(page, 'lark');
  await page.locator('#results mark').first().waitFor();
  await expect.poll(() => page.title()).toBe('lark · hostile <b>name</b> · Ragtime');
  expect(await page.locator('main img, main b, main script').count()).toBe(0);
});

it('the whole way can be gone by keyboard, and the focus is seen and comes back', async () => {
  const page = await stage.openDataset('keyboard');
  await stage.uploadText('keys.txt', 'A piano has eighty-eight keys.');
  await stage.whenRead('keys.txt');
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

it('a problem of the server is shown with its code and its page, and not as if there were no server', async () => {
  const page = await stage.openDataset('problems');
  const problem = {
    type: '/docs/errors/search-timeout',
    title: 'The search took too long',
    status: 504,
    code: 'search-timeout',
    detail: '2 s',
  };
  const headers = { 'content-type': 'application/problem+json' };
  await page.route('**/v1/search', async (route) => await route.fulfill({ status: 504, headers, body: JSON.stringify(problem) }));
  await search(page, 'anything');
  const link = page.locator('#search-state').getByRole('link', { name: 'search-timeout' });
  await link.waitFor(patiently);
  expect(await page.locator('#search-state').innerText()).toContain('The search took too long: 2 s.');
  await page.unroute('**/v1/search');
  await page.route(
    '**/v1/search',
    async (route) => await route.fulfill({ status: 502, contentType: 'text/html', body: '<h1>Bad gateway</h1>' }),
  );
  await search(page, 'anything else');
  await page.locator('#search-state').getByText('not the server itself (HTTP 502)').waitFor();
});
