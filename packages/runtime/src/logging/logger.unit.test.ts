import { describe, expect, it } from 'vitest';
import { createLogger } from './logger.ts';
import { withoutSecrets } from './redact.ts';

function logged(level: 'info' | 'silent' = 'info') {
  const lines: string[] = [];
  return { lines, logger: createLogger({ level, destination: { write: (line) => void lines.push(line) } }) };
}

describe('the log', () => {
  it('has one line of JSON for each message, with level and time as words', () => {
    const { lines, logger } = logged();
    logger.info({ documentId: 'd' }, 'parsed');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      level: 'info',
      documentId: 'd',
      msg: 'parsed',
      time: expect.stringMatching(/^\d{4}-.*Z$/),
    });
  });
  it('leaves out lines that are less important than its level', () => {
    const { lines, logger } = logged();
    logger.debug('noise');
    expect(lines).toEqual([]);
  });
  it.each([
    ['at the top', { authorization: 'hunter2', password: 'hunter2', apiKey: 'hunter2', 'set-cookie': 'hunter2' }],
    ['one level below', { headers: { authorization: 'hunter2', cookie: 'hunter2' } }],
    ['two levels below', { request: { headers: { authorization: 'hunter2' }, body: { token: 'hunter2', secret: 'hunter2' } } }],
  ])('masks fields that hold secrets %s', (_, fields) => {
    const { lines, logger } = logged();
    logger.info(fields, 'request');
    expect(lines.join()).toContain('********');
    expect(lines.join()).not.toContain('hunter2');
  });
  it('masks keys and tokens inside any text, also in errors and in the fields of a child logger', () => {
    const { lines, logger } = logged();
    const secret = 'c0ffeec0ffeec0ffeec0ffee';
    logger.child({ url: `/?key=rt_abc_${secret}` }).error(new Error(`sent Bearer ${secret}`), `asked with rt_abc_${secret}`);
    expect(lines.join()).not.toContain(secret);
    expect(lines.join()).toContain('rt_abc_********');
  });
});

describe('a text without secrets', () => {
  it('keeps everything that is not a secret', () => {
    for (const text of ['rt_ is the prefix', 'Bearer of news', 'basic auth', 'start_rt_x', '{"a":1}\n'])
      expect(withoutSecrets(text)).toBe(text);
  });
  it('keeps the id of a key and the scheme of a credential', () => {
    expect(withoutSecrets('"rt_k1_abcdefgh12", Basic dXNlcjpwYXNzd29yZA==')).toBe('"rt_k1_********", Basic ********');
  });
});
