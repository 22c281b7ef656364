import { expect, it } from 'vitest';
import { createLogLevels } from './log-levels.ts';
import { createLogger } from './logger.ts';

it('a lower level for one part makes only that part log more', () => {
  const lines: string[] = [];
  const levels = createLogLevels(createLogger({ level: 'info', destination: { write: (line) => void lines.push(line) } }));
  const say = () => {
    levels.of('one').debug('of one');
    levels.of('other').debug('of the other');
  };
  say();
  expect(lines).toEqual([]);
  expect(levels.set('one', 'debug')).toBe(true);
  say();
  expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([{ part: 'one', level: 'debug', msg: 'of one' }]);
  expect(levels.current()).toEqual([
    { part: 'one', level: 'debug' },
    { part: 'other', level: 'info' },
  ]);
  expect(levels.set('unknown', 'debug')).toBe(false);
});
