import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseSync, Visitor } from 'vite';
import { expect, it } from 'vitest';

const folder = fileURLToPath(new URL('../..', import.meta.url));
const files = globSync('**/*.tsx', { cwd: folder });
const shown = new Set(['title', 'placeholder', 'alt', 'label', 'aria-label', 'aria-description']);
const hasWord = (text: string) => /\p{L}/u.test(text);

it('there are components to look at', () => expect(files.length).toBeGreaterThan(15));

it.each(files)('a component takes its texts from the table: %s', (file) => {
  const found: string[] = [];
  const note = (text: string) => hasWord(text) && found.push(text.trim());
  const { program, errors } = parseSync(file, readFileSync(`${folder}/${file}`, 'utf8'));
  expect(errors).toEqual([]);
  new Visitor({
    JSXText: ({ value }) => void note(value),
    JSXAttribute({ name, value }) {
      if (name.type === 'JSXIdentifier' && shown.has(name.name) && value?.type === 'Literal') note(String(value.value));
    },
    JSXExpressionContainer({ expression }) {
      if (expression.type === 'Literal' && typeof expression.value === 'string' && expression.value.includes(' ')) note(expression.value);
    },
  }).visit(program);
  expect(found).toEqual([]);
});
