import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

export const samples = fileURLToPath(new URL('../../../samples/documents', import.meta.url));

/** Questions, each with the only document that answers it. */
export const questions = z
  .object({ asked: z.array(z.object({ question: z.string(), document: z.string() })) })
  .parse(JSON.parse(readFileSync(new URL('../../../samples/questions.json', import.meta.url), 'utf8'))).asked;
