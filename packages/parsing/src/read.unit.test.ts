import { expect, it } from 'vitest';
import { defaultFormatLimits } from './limits.ts';
import { planInput } from './read.ts';
import { memoryInput } from './testing/parse-text.ts';
import { writePdf } from './testing/write-pdf.ts';

it('refuses a document of more than 20,000 pages', async () => {
  const pages = Array.from({ length: 20_001 }, () => []);
  const planned = planInput(memoryInput('long.pdf', writePdf(pages, { compressed: false })), defaultFormatLimits);
  await expect(planned).rejects.toMatchObject({ code: 'too-many-pages', retryable: false });
});
