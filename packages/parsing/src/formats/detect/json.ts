import type { TextHead } from '../format.ts';

/** Prose may begin with a bracket too, so the text after the bracket must also look like JSON. */
const opensJson = (text: string): boolean => /^(?:\{\s*["}]|\[\s*(?:[{["\]\d-]|true|false|null))/u.test(text);

/** Two lines or more, and each is an object or an array of its own. A single value is JSON unless the name says JSON Lines. */
export function isJsonLines({ text, isWhole, named }: TextHead): boolean {
  if (!opensJson(text)) return false;
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const complete = isWhole ? lines : lines.slice(0, -1);
  if (complete.length > 1 && complete.slice(0, 20).every(isJsonContainer)) return true;
  return isWhole && named === 'jsonl' && isJsonContainer(text);
}

/** Where only the head is known, its first bracket decides, unless the name stands for another format. */
export function isJsonFile({ text, isWhole, named }: TextHead): boolean {
  if (!opensJson(text)) return false;
  return isWhole ? isJsonContainer(text) : named === undefined || named === 'json';
}

function isJsonContainer(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null;
  } catch {
    return false;
  }
}
