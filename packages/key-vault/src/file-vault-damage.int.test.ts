import { mkdtemp, open, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { realMachine } from '@ragtime/runtime';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pageBytes } from './file/layout.ts';
import { VaultMissing, VaultUnreadable } from './file/page-file.ts';
import { type FileVault, openFileVault } from './file-vault.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ragtime-vault-damage-'));
  file = join(folder, 'keys', 'vault');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const openVault = (): Promise<FileVault> => openFileVault({ file, machine: realMachine, slotsPerBlock: 102 });

const isVault = (value: unknown): value is FileVault => typeof value === 'object' && value !== null && 'takeSlot' in value;

async function flip(position: number): Promise<void> {
  const handle = await open(file, 'r+');
  const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, position);
  buffer.writeUInt8(buffer.readUInt8(0) ^ 0x10, 0);
  await handle.write(buffer, 0, 1, position);
  await handle.sync();
  await handle.close();
}

describe('a vault in a file', () => {
  it('reports that it was created, and only its owner can read it', async () => {
    const first = await openVault();
    expect(first.created).toBe(true);
    await first.close();
    const second = await openVault();
    expect(second.created).toBe(false);
    await second.close();
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });
  it('keeps keys, tenants, credentials, secrets and hashes over a restart', async () => {
    const first = await openVault();
    const [sealed, ofPerson] = [first.seal(await first.takeSlot('acme'), 'text'), first.seal(await first.takeSlot(), 'person')];
    const erased = first.seal(await first.takeSlot('acme'), 'text');
    const ofErasedTenant = first.seal(await first.takeSlot('gone'), 'text');
    await Promise.all([first.erase([erased.slot]), first.eraseTenant('gone')]);
    for (let count = 0; count < 70; count += 1) await first.putCredential(`key ${count}`, Buffer.alloc(32, count));
    await first.putCredential('key 3', Buffer.alloc(33, 99));
    await first.removeCredential('key 4');
    const [name, email, secret] = [first.hashName('acme', 'x'), first.hashEmail('x'), await first.secret('tokens')];
    await first.close();

    const second = await openVault();
    expect(second.open(sealed)).toEqual({ kind: 'opened', plaintext: 'text' });
    expect(second.open(ofPerson)).toEqual({ kind: 'opened', plaintext: 'person' });
    expect([second.open(erased).kind, second.open(ofErasedTenant).kind]).toEqual(['erased', 'erased']);
    expect(Buffer.from(second.credential('key 3') ?? [])).toEqual(Buffer.alloc(33, 99));
    expect(second.credential('key 4')).toBeUndefined();
    expect(Buffer.from(second.credential('key 69') ?? [])).toEqual(Buffer.alloc(32, 69));
    expect([second.hashName('acme', 'x'), second.hashEmail('x')]).toEqual([name, email]);
    expect(Buffer.from(await second.secret('tokens'))).toEqual(Buffer.from(secret));
    await second.close();
  });
  it('gives no slot of an earlier run again, because it does not record which were taken', async () => {
    const slots = new Set<string>();
    for (let run = 0; run < 3; run += 1) {
      const vault = await openVault();
      for (let count = 0; count < 150; count += 1) slots.add(await vault.takeSlot('acme'));
      await vault.close();
    }
    expect(slots.size).toBe(450);
  });
  it('holds no trace of an erased key', async () => {
    const vault = await openVault();
    const slot = await vault.takeSlot();
    const [page = '', index = '0'] = slot.split('.');
    const at = (await readFile(file)).indexOf(Buffer.from(page, 'hex')) + 8 + Number(index) * 40 + 8;
    const key = (await readFile(file)).subarray(at, at + 32);
    expect(new Set(key).size).toBeGreaterThan(8);
    await vault.erase([slot]);
    const after = await readFile(file);
    expect(after.includes(key)).toBe(false);
    expect(after.subarray(at, at + 32)).toEqual(Buffer.alloc(32));
    await vault.close();
  });
  it('holds no trace of a credential that was replaced or removed', async () => {
    const vault = await openVault();
    await vault.putCredential('key', Buffer.from('first-hash-first-hash'));
    await vault.putCredential('key', Buffer.from('second-hash-second-hash'));
    expect((await readFile(file)).includes('first-hash')).toBe(false);
    await vault.removeCredential('key');
    expect((await readFile(file)).includes('second-hash')).toBe(false);
    await vault.close();
  });
  it('makes the next block before this one is used up, and shares it among all waiting callers', async () => {
    const vault = await openVault();
    const before = (await stat(file)).size;
    await Promise.all(Array.from({ length: 1000 }, () => vault.takeSlot()));
    await vault.close();
    expect((await stat(file)).size - before).toBeLessThanOrEqual(12 * pageBytes);
  });
});

describe('a vault that is expected', () => {
  const expectVault = (): Promise<FileVault> => openFileVault({ file, machine: realMachine, mayCreate: false });

  it('and is missing is refused each time, and none is created in its place', async () => {
    await expect(expectVault()).rejects.toThrow(VaultMissing);
    await expect(expectVault()).rejects.toThrow(VaultMissing);
    await expect(stat(file)).rejects.toThrow('ENOENT');
  });
  it('and has no key yet is missing too', async () => {
    await (await openVault()).close();
    for (const sizeBytes of [pageBytes, 10, 0]) {
      await truncate(file, sizeBytes);
      await expect(expectVault()).rejects.toThrow(VaultMissing);
      expect((await stat(file)).size).toBe(sizeBytes);
    }
  });
  it('and exists is opened', async () => {
    await (await openVault()).close();
    const vault = await expectVault();
    expect(vault.created).toBe(false);
    await vault.close();
  });
});

describe('a damaged vault', () => {
  it('reports only the damaged key as missing', async () => {
    const first = await openVault();
    const sealed = await Promise.all(Array.from({ length: 5 }, async () => first.seal(await first.takeSlot(), 'text')));
    await first.close();
    const [page = '', index = '0'] = (sealed[2]?.slot ?? '').split('.');
    await flip((await readFile(file)).indexOf(Buffer.from(page, 'hex')) + 8 + Number(index) * 40 + 8);
    const second = await openVault();
    expect(sealed.map((each) => second.open(each).kind)).toEqual(['opened', 'opened', 'missing', 'opened', 'opened']);
    expect(second.damaged).toBe(1);
    expect(await second.erase(sealed.map(({ slot }) => slot))).toBe(4);
    expect(sealed.map((each) => second.open(each).kind)).toEqual(Array.from({ length: 5 }, () => 'erased'));
    await second.close();
  });
  it('drops a block that was cut short, whose slots were never given', async () => {
    const first = await openVault();
    const sealed = first.seal(await first.takeSlot('acme'), 'text');
    await first.close();
    await truncate(file, (await stat(file)).size + 1000);
    const second = await openVault();
    expect(second.open(sealed).kind).toBe('opened');
    const another = second.seal(await second.takeSlot('acme'), 'another');
    await second.close();
    const third = await openVault();
    expect([third.open(sealed).kind, third.open(another).kind]).toEqual(['opened', 'opened']);
    await third.close();
  });
  it('is created anew when only its beginning was ever written, and refused when the file is something else', async () => {
    await (await openVault()).close();
    await truncate(file, 100);
    const remade = await openVault();
    expect(remade.created).toBe(true);
    await remade.close();
    await writeFile(file, Buffer.alloc(3 * pageBytes, 7));
    await expect(openVault()).rejects.toThrow(VaultUnreadable);
  });
  it('is refused without the key of its keyed hashes, because reserved names would look free', async () => {
    const first = await openVault();
    await first.takeSlot();
    await first.close();
    await flip(pageBytes + 16 + 50);
    await expect(openVault()).rejects.toThrow(VaultUnreadable);
    await flip(pageBytes + 16 + 50);
    const again = await openVault();
    expect(again.damaged).toBe(0);
    await again.close();
  });
  it('never opens what it did not seal, whichever single byte is wrong', async () => {
    const first = await openVault();
    const sealed = await Promise.all(
      ['acme', 'other', undefined].map(async (tenant) => first.seal(await first.takeSlot(tenant), `of ${tenant}`)),
    );
    const erased = first.seal(await first.takeSlot('acme'), 'gone');
    await first.erase([erased.slot]);
    await first.close();
    const whole = await readFile(file);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: pageBytes, max: whole.byteLength - 1 }),
        fc.integer({ min: 1, max: 255 }),
        async (position, bits) => {
          const damaged = Buffer.from(whole);
          damaged.writeUInt8(damaged.readUInt8(position) ^ bits, position);
          await writeFile(file, damaged);
          const vault = await openVault().catch((error: unknown) => error);
          if (vault instanceof VaultUnreadable) return;
          if (!isVault(vault)) throw vault;
          const opened = sealed.map((each) => vault.open(each));
          const wrong = opened.filter(
            (each, index) => each.kind === 'opened' && each.plaintext !== `of ${['acme', 'other', undefined][index]}`,
          );
          const isBroughtBack = vault.open(erased).kind === 'opened';
          await vault.close();
          expect({ wrong, isBroughtBack, lost: opened.filter(({ kind }) => kind === 'erased') }).toEqual({
            wrong: [],
            isBroughtBack: false,
            lost: [],
          });
        },
      ),
      { numRuns: 60 },
    );
  });
});
