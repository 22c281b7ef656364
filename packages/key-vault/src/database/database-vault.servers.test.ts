import { openTestDatabase, useDatabase } from '@ragtime/database/testing';
import { realMachine as machine } from '@ragtime/runtime';
import { sql } from 'slonik';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keyVaultContract } from '../contract/index.ts';
import { KeyErased, type KeyVault, VaultAway } from '../vault.ts';
import { DatabaseVaultMissing, MasterKeyWrong, openDatabaseVault } from './database-vault.ts';

const masterKey = machine.random.bytes(32);
const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

keyVaultContract('the vault in a database', async () => {
  const { database, throwAway } = await openTestDatabase();
  const vault = await openDatabaseVault({ database, masterKey, machine, mayCreate: true });
  return {
    ...vault,
    async close() {
      await vault.close();
      await throwAway();
    },
  };
});

describe('one vault of two processes', () => {
  const database = useDatabase();
  let nodes: readonly [KeyVault, KeyVault];
  const open = async (options: Partial<Parameters<typeof openDatabaseVault>[0]> = {}): Promise<KeyVault> => {
    const vault = await openDatabaseVault({ database: database(), masterKey, machine, mayCreate: true, watchEveryMs: 200, ...options });
    ends.push(async () => await vault.close());
    return vault;
  };
  beforeEach(async () => {
    nodes = await Promise.all([open(), open()]);
  });

  it('has one key of the keyed hashes and one key for each tenant and secret, whichever process makes them', async () => {
    const [one, two] = nodes;
    expect(one.hashName('acme', 'report')).toBe(two.hashName('acme', 'report'));
    expect(await one.secret('calls')).toEqual(await two.secret('calls'));
    const [mine, yours] = await Promise.all([one.takeSlot('both'), two.takeSlot('both')]);
    const sealed = one.seal(mine, 'mine');
    await Promise.all([two.learn({ slots: [mine] }), one.learn({ slots: [yours] })]);
    expect(two.open(sealed)).toEqual({ kind: 'opened', plaintext: 'mine' });
    expect(one.open(two.seal(yours, 'yours'))).toEqual({ kind: 'opened', plaintext: 'yours' });
  });

  it('throws for a key of another process before it has learnt it, and does not call it missing', async () => {
    const [one, two] = nodes;
    const sealed = one.seal(await one.takeSlot('acme'), 'text');
    expect([one.isAtHand({ slots: [sealed.slot] }), two.isAtHand({ slots: [sealed.slot] })]).toEqual([true, false]);
    expect(() => two.open(sealed)).toThrow('must be learnt');
    await two.learn({ slots: [sealed.slot] });
    expect(two.isAtHand({ slots: [sealed.slot] })).toBe(true);
    expect(two.open(sealed)).toEqual({ kind: 'opened', plaintext: 'text' });
  });

  it('calls a key missing after it has looked and no process ever made it', async () => {
    const [one] = nodes;
    const slot = '0123456789abcdef.7' as Parameters<KeyVault['seal']>[0];
    await one.learn({ slots: [slot], credentials: ['nobody'] });
    expect(one.open({ slot, box: new Uint8Array(40) })).toEqual({ kind: 'missing' });
    expect(one.credential('nobody')).toBeUndefined();
  });

  it('notices in every process what one of them erased', async () => {
    const [one, two] = nodes;
    const [sealed, shared] = [one.seal(await one.takeSlot('acme'), 'text'), one.seal(await one.takeSlot('gone'), 'text')];
    await two.learn({ slots: [sealed.slot, shared.slot] });
    expect(await one.erase([sealed.slot])).toBe(1);
    expect(await one.eraseTenant('gone')).toBe(true);
    await expect.poll(() => [two.open(sealed).kind, two.open(shared).kind]).toEqual(['erased', 'erased']);
    expect(await two.erase([sealed.slot])).toBe(0);
    await expect(two.takeSlot('gone')).rejects.toThrow(KeyErased);
  });

  it('knows a credential of another process once it has learnt it, and notices its removal by itself', async () => {
    const [one, two] = nodes;
    await one.putCredential('key', Uint8Array.of(1, 2, 3));
    await two.learn({ credentials: ['key'] });
    expect(Buffer.from(two.credential('key') ?? [])).toEqual(Buffer.of(1, 2, 3));
    await one.removeCredential('key');
    await expect.poll(() => two.credential('key')).toBeUndefined();
  });

  it('opens only with its master key, and is created only where that is allowed', async () => {
    await expect(open({ masterKey: machine.random.bytes(32) })).rejects.toThrow(MasterKeyWrong);
    const other = await openTestDatabase();
    ends.push(async () => await other.throwAway());
    await expect(open({ database: other.database, mayCreate: false })).rejects.toThrow(DatabaseVaultMissing);
  });

  it('shows no key to a reader of the database', async () => {
    const [one] = nodes;
    await one.putCredential('seen', Buffer.from('a hash that is not seen'));
    const { rows } = await database().pool.query(sql.unsafe`select * from vault.entry where name = 'seen'`);
    expect(Buffer.from(JSON.stringify(rows)).includes('not seen')).toBe(false);
  });
});

describe('a database that is away', () => {
  it('still serves keys at hand, and reports that it is away for anything else', async () => {
    const { database, throwAway } = await openTestDatabase();
    const vault = await openDatabaseVault({ database, masterKey, machine, mayCreate: true, watchEveryMs: 20 });
    const sealed = vault.seal(await vault.takeSlot('acme'), 'text');
    await throwAway();
    expect(vault.open(sealed)).toEqual({ kind: 'opened', plaintext: 'text' });
    expect(vault.seal(await vault.takeSlot('acme'), 'more').slot).not.toBe(sealed.slot);
    await expect(vault.erase([sealed.slot])).rejects.toThrow(VaultAway);
    await expect(vault.takeSlot('another')).rejects.toThrow(VaultAway);
    await expect.poll(() => vault.isAtHand({ slots: [sealed.slot] })).toBe(false);
    await expect(vault.learn({ slots: [sealed.slot] })).rejects.toThrow(VaultAway);
    await vault.close();
  });
});
