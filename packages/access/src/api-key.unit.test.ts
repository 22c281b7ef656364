import type { Random } from '@ragtime/runtime';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { apiKeyFrom, makeApiKey, readApiKey } from './api-key.ts';

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });

describe('an API key', () => {
  it('is read back as it was made, for any random bytes', () => {
    fc.assert(
      fc.property(bytes(12), bytes(32), (id, secret) => {
        const { apiKeyId, text } = apiKeyFrom(id, secret);
        expect(text).toMatch(/^rt_[0-9a-f]{24}_[A-Za-z0-9_-]{43}$/);
        expect(readApiKey(text)).toMatchObject({ apiKeyId });
      }),
    );
  });

  it('takes all its random bytes from the machine', () => {
    const asked: number[] = [];
    const random: Random = {
      next: () => 0,
      bytes: (length) => {
        asked.push(length);
        return new Uint8Array(length);
      },
    };
    makeApiKey(random);
    expect(asked).toEqual([12, 32]);
  });

  it('has another hash with every other character', () => {
    const { text } = apiKeyFrom(new Uint8Array(12), new Uint8Array(32));
    const other = readApiKey(`${text.slice(0, -1)}B`);
    expect(other?.apiKeyId).toBe(readApiKey(text)?.apiKeyId);
    expect(other?.hash).not.toEqual(readApiKey(text)?.hash);
  });

  it('gets its id from its hash when an operator chose it without a part for the id', () => {
    const read = readApiKey('rt_chosenByItsOwnerAlone123');
    expect(read?.apiKeyId).toBe(
      Buffer.from(read?.hash ?? [])
        .toString('hex')
        .slice(0, 24),
    );
    expect(readApiKey('rt_owner00000000000000000000_e2eSecret')?.apiKeyId).toBe('owner00000000000000000000');
  });

  it.each([
    '',
    'rt_',
    'rt_short',
    'sk_0123456789abcdef0123456789',
    'rt_with space 0123456789abcdef',
    'rt_ümlaut0123456789abcdefghij',
    `rt_${'x'.repeat(600)}`,
  ])('is never %s', (text) => expect(readApiKey(text)).toBeUndefined());
});
