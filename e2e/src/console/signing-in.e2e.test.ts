import { expect, it } from 'vitest';
import { createDataset, signIn } from './browser.ts';
import { setStage } from './stage.ts';

const stage = setStage();
const unknownKey = 'rt_nobody_knows_this_key_at_all';

it('a key that nobody knows is refused in a sentence, and the right one is forgotten at the sign-out', async () => {
  const page = await stage.open();
  await page.getByLabel('API key').fill(unknownKey);
  await page.keyboard.press('Enter');
  await page.getByRole('alert').getByRole('link', { name: 'unauthenticated' }).waitFor();
  await signIn(page, stage.program.apiKey);
  await page.reload();
  await page.getByRole('button', { name: 'New dataset' }).waitFor();
  await page.getByRole('button', { name: 'Sign out' }).click();
  expect(await page.getByLabel('API key').inputValue()).toBe('');
  expect(await page.evaluate('sessionStorage.length + localStorage.length + document.cookie.length')).toBe(0);
});

it('an earlier sign-in that fails late does not throw out a later good one', async () => {
  const page = await stage.open();
  const { promise: released, resolve: release } = Promise.withResolvers<undefined>();
  let isFirst = true;
  await page.route('**/v1/users/me', async (route) => {
    if (!isFirst) return await route.continue();
    isFirst = false;
    const response = await route.fetch();
    await released;
    // The page may have dropped the request meanwhile.
    return await route.fulfill({ response }).catch(() => undefined);
  });
  await page.getByLabel('API key').fill(unknownKey);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Opening …' }).waitFor();
  await page.getByLabel('API key').fill(stage.program.apiKey);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'New dataset' }).waitFor();
  release(undefined);
  await createDataset(page, 'still signed in');
  expect(await page.getByLabel('API key').count()).toBe(0);
});

it('what can be no key is said at once, and not that the server does not answer', async () => {
  const page = await stage.open();
  await page.getByLabel('API key').fill('rt_ключ');
  await page.keyboard.press('Enter');
  expect(await page.getByRole('alert').innerText()).toContain('A key begins with rt_');
  expect(stage.asked.filter((url) => url.includes('/v1/'))).toEqual([]);
});

it('a second tab is signed in, and a sign-out in one is a sign-out in both', async () => {
  const first = await stage.openDataset('two tabs');
  const address = new URL(first.url()).pathname;
  const second = await stage.openSecondTab(address);
  await second.getByLabel('Dataset', { exact: true }).locator('option:checked', { hasText: 'two tabs' }).waitFor({ state: 'attached' });
  await first.getByRole('button', { name: 'Sign out' }).click();
  await second.getByLabel('API key').waitFor();
  expect(await second.evaluate('sessionStorage.length')).toBe(0);
  await signIn(second, stage.program.apiKey);
  await first.getByRole('button', { name: 'New dataset' }).waitFor();
});

it('the field that comes first has the focus when the page is there', async () => {
  const page = await stage.open();
  const focused = async () => await page.evaluate('document.activeElement?.id');
  await expect.poll(focused).toBe('key');
  await page.keyboard.type(stage.program.apiKey);
  await page.keyboard.press('Enter');
  await createDataset(page, 'focus');
  await page.reload();
  await page.getByLabel('Question').waitFor();
  await expect.poll(focused).toBe('query');
});

it('a reload while the server is away waits for it and keeps the place', async () => {
  const page = await stage.openDataset('away');
  const address = page.url();
  await page.route('**/v1/**', async (route) => await route.abort());
  await page.reload();
  await page.getByRole('alert').getByText('The server does not answer').waitFor();
  await page.unroute('**/v1/**');
  await page.getByRole('heading', { name: 'Documents' }).waitFor();
  await expect.poll(() => page.url()).toBe(address);
});
