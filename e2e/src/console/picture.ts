// Makes docs/images/console.png: `node e2e/src/console/picture.ts`.
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { createClient, dataOf } from '@ragtime/client';
import { ensureConsoleBuilt } from '../../../scripts/lib/console.mjs';
import { root } from '../support/code-blocks.ts';
import { removeProgram, startProgram } from '../support/program.ts';
import { launchBrowser, openTab, search, signIn } from './browser.ts';

const documents = join(root, 'samples/documents');
const names = globSync('**/*.*', { cwd: documents }).toSorted();
const file = (name: string) => ({ name, path: join(documents, name) });
const late = names.filter((name) => /\.(pdf|pptx|xlsx)$/.test(name)).slice(0, 9);

ensureConsoleBuilt();
const program = await startProgram();
const browser = await launchBrowser();
try {
  const client = createClient({ baseUrl: program.url, apiKey: program.apiKey });
  const { datasetId } = await dataOf(client.api.POST('/v1/datasets', { body: { name: 'Larkhaven handbook' } }));
  const early = names.filter((name) => !late.includes(name));
  await client.upload(datasetId, early.map(file), { query: { parse: 'true' } });
  const { page } = await openTab(await browser.newContext({ viewport: { width: 1280, height: 800 }, colorScheme: 'light' }), program.url);
  await signIn(page, program.apiKey);
  await page.locator(`#documents:not(:has([data-status=queued], [data-status=running])) > [data-status=parsed]`).first().waitFor();
  await page.getByText(`${early.length} documents`, { exact: true }).waitFor();
  await search(page, 'What is the highest hotel price for a night in Copenhagen?');
  await page.locator('#results mark').first().waitFor();
  await page.getByRole('heading', { name: 'Documents' }).click();
  for (const name of late) await client.upload(datasetId, [file(name)], { query: { parse: 'true' } });
  await page.locator('#documents > li:nth-child(-n + 5)[data-status=running] progress:not([value="0"])').first().waitFor();
  await page.screenshot({ path: join(root, 'docs/images/console.png') });
} finally {
  await browser.close();
  await removeProgram(program);
}
