import { expect, it } from 'vitest';
import { asError, messageOf } from './error-text.ts';

it('gives the message of an error and the text of anything else', () => {
  expect([new TypeError('no such name'), 'a text', 7, undefined, null].map(messageOf)).toEqual([
    'no such name',
    'a text',
    '7',
    'undefined',
    'null',
  ]);
});

it('keeps an error as it is and wraps anything else', () => {
  const error = new TypeError('no such name');
  expect(asError(error)).toBe(error);
  expect(asError('a text')).toMatchObject({ message: 'a text', cause: 'a text' });
});
