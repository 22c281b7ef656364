import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { root } from '../support/code-blocks.ts';
import { createDataset, search, signIn } from './browser.ts';
import { setStage } from './stage.ts';

const stage = setStage();
const batteryGuide = join(root, 'samples/documents/products/tern-battery-guide.pdf');
const question = 'How long does the battery last?';

const wrongWith = async (page: Page, where: string): Promise<readonly string[]> => {
  await page.evaluate(axe.source);
  const found = (await page.evaluate(
    `axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'] }).then(({ violations }) =>
      violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' | ')))`,
  )) as readonly string[];
  return found.map((one) => `${where}: ${one}`);
};

describe('nobody is kept out: names, roles and contrasts are as WCAG 2.2 AA wants them', () => {
  it.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 360],
  ] as const)('%s, %i pixels wide', async (colorScheme, width) => {
    const page = await stage.open({ colorScheme, reducedMotion: 'reduce', viewport: { width, height: 900 } });
    await page.getByLabel('API key').waitFor();
    const wrong = [...(await wrongWith(page, 'signing in'))];
    await signIn(page, stage.program.apiKey);
    await createDataset(page, `looks ${colorScheme} ${width}`);
    await page.locator('#files').setInputFiles(batteryGuide);
    await stage.whenRead('tern-battery-guide.pdf');
    wrong.push(...(await wrongWith(page, 'documents')));
    await search(page, question);
    await page.locator('#results mark').first().waitFor();
    wrong.push(...(await wrongWith(page, 'searching')));
    await page.locator('#results').getByRole('link').first().click();
    await page.getByRole('dialog').locator('.is-wanted').waitFor();
    wrong.push(...(await wrongWith(page, 'reading')));
    await page.goto(`${stage.program.url}/datasets`);
    await page.getByRole('main').getByRole('link').first().waitFor();
    wrong.push(...(await wrongWith(page, 'datasets')));
    expect(wrong).toEqual([]);
  });
});

describe('on a phone', () => {
  const sideways = async (page: Page) => await page.evaluate('document.documentElement.scrollWidth - innerWidth');
  const top = async (page: Page, selector: string) => (await page.locator(selector).first().boundingBox())?.y ?? Number.NaN;
  const longName = `${'a-very-long-name-without-a-single-space'.repeat(4)}.txt`;

  it.each([320, 360, 400])('nothing has to be scrolled sideways at %i pixels', async (width) => {
    const page = await stage.open({ viewport: { width, height: 700 } });
    expect(await sideways(page)).toBe(0);
    await signIn(page, stage.program.apiKey);
    await createDataset(page, `${longName} at ${width}`);
    await stage.uploadText(longName, `# ${longName}\n\n${longName}\n`);
    await stage.whenRead(longName);
    expect(await sideways(page)).toBe(0);
    await search(page, longName);
    await page.locator('#results > li').first().waitFor();
    expect(await sideways(page)).toBe(0);
    await page.locator('#results').getByRole('link').first().click();
    await page.getByRole('dialog').locator('.is-wanted').waitFor();
    expect(await page.getByRole('dialog').evaluate((dialog) => dialog.scrollWidth - dialog.clientWidth)).toBe(0);
  });

  it('the question and its answers stand on the first screen, however many documents there are', async () => {
    const page = await stage.openDataset('many', { viewport: { width: 390, height: 800 } });
    const files = Array.from({ length: 30 }, (_, index) => ({
      name: `lark-${index}.txt`,
      mimeType: 'text/plain',
      buffer: Buffer.from(`Lark ${index} sings.`),
    }));
    await page.locator('#files').setInputFiles(files);
    await stage.whenRead('lark-29.txt');
    expect(await top(page, '#query')).toBeLessThan(200);
    await search(page, 'Which lark sings?');
    await page.locator('#results mark').first().waitFor();
    expect(await top(page, '#results > li')).toBeLessThan(500);
    await page.getByLabel('What is shown').getByRole('link', { name: 'Documents' }).click();
    await page.locator('#documents > li').first().waitFor();
  });
});

it('the picture in the README is small enough for it', () => {
  expect(readFileSync(join(root, 'docs/images/console.png')).length).toBeLessThan(300_000);
});
