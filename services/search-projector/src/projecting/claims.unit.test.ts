import type { DocumentId } from '@ragtime/domain';
import { describe, expect, test } from 'vitest';
import { createClaims } from './claims.ts';

const [one, two] = ['one', 'two'] as [DocumentId, DocumentId];

describe('entries of a document', () => {
  test('are all written once every claim of now has ended', async () => {
    const claims = createClaims();
    await claims.written();
    const [first, second] = [await claims.write(one), await claims.write(one)];
    const order: string[] = [];
    const written = claims.written().then(() => order.push('written'));
    first();
    order.push('one ended');
    const later = await claims.write(two);
    // If nothing were waited for, `written` would have resolved by now.
    await Promise.resolve();
    order.push('another began');
    second();
    await written;
    later();
    expect(order).toStrictEqual(['one ended', 'another began', 'written']);
  });
  test('are not removed while a claim is held, and those of another document are', async () => {
    const claims = createClaims();
    const [first, second] = [await claims.write(one), await claims.write(one)];
    expect(claims.remove(one, async () => 1)).toBeUndefined();
    expect(await claims.remove(two, async () => 1)).toBe(1);
    first();
    expect(claims.remove(one, async () => 1)).toBeUndefined();
    second();
    expect(await claims.remove(one, async () => 1)).toBe(1);
  });
  test('are not written during a removal, even if that fails', async () => {
    const claims = createClaims();
    const removing = Promise.withResolvers<number>();
    const removal = claims.remove(one, () => removing.promise);
    const order: string[] = [];
    const writing = claims.write(one).then(() => order.push('written'));
    const release = await claims.write(two);
    release();
    order.push('still removing');
    removing.reject(new Error('it failed'));
    await expect(removal).rejects.toThrow('it failed');
    await writing;
    expect(order).toStrictEqual(['still removing', 'written']);
  });
});
