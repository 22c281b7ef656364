import type { KeySlot } from '@ragtime/domain';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KeyErased, KeyMissing, type KeyVault } from '../vault.ts';

/** The promises of every vault. `make` returns a new, empty one each time. */
export function keyVaultContract(name: string, make: () => Promise<KeyVault>): void {
  describe(`${name} as a key vault`, () => {
    let vault: KeyVault;
    beforeEach(async () => {
      vault = await make();
    });
    afterEach(() => vault.close());

    describe('a sealed text', () => {
      it('opens with its own slot', async () => {
        const sealed = vault.seal(await vault.takeSlot('acme'), 'Ada Lovelace · ñ 漢');
        expect(vault.open(sealed)).toEqual({ kind: 'opened', plaintext: 'Ada Lovelace · ñ 漢' });
      });
      it('may be empty', async () => {
        expect(vault.open(vault.seal(await vault.takeSlot(), ''))).toEqual({ kind: 'opened', plaintext: '' });
      });
      it('hides its text, and looks different each time', async () => {
        const slot = await vault.takeSlot('acme');
        const [first, second] = [vault.seal(slot, 'Ada Lovelace'), vault.seal(slot, 'Ada Lovelace')];
        expect(Buffer.from(first.box).includes('Ada')).toBe(false);
        expect(first.box).not.toEqual(second.box);
      });
      it('does not open under another slot, even of the same tenant', async () => {
        const { box } = vault.seal(await vault.takeSlot('acme'), 'text');
        expect(vault.open({ slot: await vault.takeSlot('acme'), box })).toEqual({ kind: 'missing' });
      });
      it('does not open after any single bit of it was changed', async () => {
        const { slot, box } = vault.seal(await vault.takeSlot('acme'), 'text');
        for (const index of box.keys()) {
          const changed = Uint8Array.from(box, (byte, at) => (at === index ? byte ^ 1 : byte));
          expect(vault.open({ slot, box: changed })).toEqual({ kind: 'missing' });
        }
        expect(vault.open({ slot, box: box.subarray(0, 20) })).toEqual({ kind: 'missing' });
      });
    });

    describe('a slot', () => {
      it('is at hand in the vault that gave it', async () => {
        expect(vault.isAtHand({ slots: [await vault.takeSlot('acme'), await vault.takeSlot()] })).toBe(true);
      });
      it('is given once, however many callers ask at the same time', async () => {
        const slots = await Promise.all(Array.from({ length: 3000 }, (_, index) => vault.takeSlot(index % 2 === 0 ? 'acme' : undefined)));
        expect(new Set(slots).size).toBe(3000);
      });
      it('is missing after `learn` when the vault never made it', async () => {
        const slot = '0123456789abcdef.7' as KeySlot;
        await vault.learn({ slots: [slot, 'no slot at all' as KeySlot] });
        expect(() => vault.seal(slot, 'text')).toThrow(KeyMissing);
        expect(vault.open({ slot, box: new Uint8Array(40) })).toEqual({ kind: 'missing' });
        expect(vault.open({ slot: 'no slot at all' as KeySlot, box: new Uint8Array(40) })).toEqual({ kind: 'missing' });
      });
      it('that was erased neither opens nor seals, and reports it', async () => {
        const sealed = vault.seal(await vault.takeSlot('acme'), 'text');
        const other = vault.seal(await vault.takeSlot('acme'), 'other');
        expect(await vault.erase([sealed.slot])).toBe(1);
        expect(vault.open(sealed)).toEqual({ kind: 'erased' });
        expect(() => vault.seal(sealed.slot, 'text')).toThrow(KeyErased);
        expect(vault.open(other)).toEqual({ kind: 'opened', plaintext: 'other' });
      });
      it('can be erased again, which counts nothing', async () => {
        const [first, second] = [await vault.takeSlot(), await vault.takeSlot('acme')];
        expect(await vault.erase([first, second, first])).toBe(2);
        expect(await vault.erase([first, second])).toBe(0);
        expect(await vault.erase(['0123456789abcdef.7' as KeySlot, 'no slot' as KeySlot])).toBe(0);
      });
      it('is erased beside others that are erased at the same time', async () => {
        const sealed = await Promise.all(Array.from({ length: 20 }, async () => vault.seal(await vault.takeSlot('acme'), 'text')));
        await Promise.all(sealed.map(({ slot }) => vault.erase([slot])));
        expect(new Set(sealed.map((each) => vault.open(each).kind))).toEqual(new Set(['erased']));
      });
    });

    describe('a tenant', () => {
      it('that was erased loses all of its slots, and no other tenant does', async () => {
        const sealed = vault.seal(await vault.takeSlot('acme'), 'text');
        const others = [vault.seal(await vault.takeSlot('other'), 'text'), vault.seal(await vault.takeSlot(), 'text')];
        expect(await vault.eraseTenant('acme')).toBe(true);
        expect(await vault.eraseTenant('acme')).toBe(false);
        expect(vault.open(sealed)).toEqual({ kind: 'erased' });
        expect(() => vault.seal(sealed.slot, 'text')).toThrow(KeyErased);
        expect(others.map((each) => vault.open(each).kind)).toEqual(['opened', 'opened']);
      });
      it('that was erased gets no new slot', async () => {
        await vault.takeSlot('acme');
        await vault.eraseTenant('acme');
        await expect(vault.takeSlot('acme')).rejects.toThrow(KeyErased);
      });
    });

    describe('a keyed hash', () => {
      it('is the same for the same name of one tenant, and differs between tenants, names and vaults', async () => {
        expect(vault.hashName('acme', 'report')).toBe(vault.hashName('acme', 'report'));
        expect(vault.hashName('acme', 'report')).not.toBe(vault.hashName('other', 'report'));
        expect(vault.hashName('acme', 'report')).not.toBe(vault.hashName('acme', 'reports'));
        const another = await make();
        expect(another.hashName('acme', 'report')).not.toBe(vault.hashName('acme', 'report'));
        await another.close();
      });
      it('of an address names its scope', () => {
        expect(vault.hashEmail('ada@example.org')).toMatch(/^email:[A-Za-z0-9_-]{43}$/);
        expect(vault.hashEmail('ada@example.org')).toBe(vault.hashEmail('ada@example.org'));
        expect(vault.hashEmail('ada@example.org')).not.toBe(vault.hashEmail('bob@example.org'));
      });
    });

    describe('a credential', () => {
      it('is found by its id until it is removed', async () => {
        expect(vault.credential('key')).toBeUndefined();
        await vault.putCredential('key', Uint8Array.of(1, 2, 3));
        expect(Buffer.from(vault.credential('key') ?? [])).toEqual(Buffer.of(1, 2, 3));
        await vault.removeCredential('key');
        expect(vault.credential('key')).toBeUndefined();
        await vault.removeCredential('key');
      });
      it('can be replaced, and put again after it was removed', async () => {
        await vault.putCredential('key', new Uint8Array(32).fill(1));
        await vault.putCredential('key', new Uint8Array(160).fill(2));
        expect(Buffer.from(vault.credential('key') ?? [])).toEqual(Buffer.alloc(160, 2));
        await vault.removeCredential('key');
        await vault.putCredential('key', new Uint8Array(32).fill(3));
        expect(Buffer.from(vault.credential('key') ?? [])).toEqual(Buffer.alloc(32, 3));
      });
    });

    describe('a named secret', () => {
      it('has 32 bytes and is the same for every caller', async () => {
        const [first, second] = await Promise.all([vault.secret('tokens'), vault.secret('tokens')]);
        expect(first).toHaveLength(32);
        expect(Buffer.from(first)).toEqual(Buffer.from(second));
        expect(Buffer.from(await vault.secret('tokens'))).toEqual(Buffer.from(first));
        expect(Buffer.from(await vault.secret('calls'))).not.toEqual(Buffer.from(first));
      });
    });
  });
}
