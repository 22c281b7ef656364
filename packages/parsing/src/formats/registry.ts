import type { FormatName } from '../plan.ts';
import type { Format } from './format.ts';

/** Loaded when first needed: a child that only meets text never pays for the pdf library. */
const formats: Record<FormatName, () => Promise<Format>> = {
  txt: async () => (await import('./txt/index.ts')).txt,
  md: async () => (await import('./md/index.ts')).md,
  html: async () => (await import('./html/index.ts')).html,
  csv: async () => (await import('./csv/index.ts')).csv,
  json: async () => (await import('./json/index.ts')).json,
  pdf: async () => (await import('./pdf/index.ts')).pdf,
  docx: async () => (await import('./docx/index.ts')).docx,
  xlsx: async () => (await import('./xlsx/index.ts')).xlsx,
  pptx: async () => (await import('./pptx/index.ts')).pptx,
  jsonl: async () => (await import('./jsonl/index.ts')).jsonl,
};

export async function loadFormat(name: FormatName): Promise<Format> {
  return await formats[name]();
}
