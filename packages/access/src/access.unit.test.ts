import type { KeyScope, TenantId, TenantTopicCommand, UserId } from '@ragtime/domain';
import { createVirtualMachine } from '@ragtime/event-log/testing';
import { startWorld } from '@ragtime/testkit/world';
import { describe, expect, it } from 'vitest';
import { type Access, startAccess } from './access.ts';
import { makeApiKey, readApiKey } from './api-key.ts';
import type { Principal } from './principal.ts';

const tenantId = 'tenant' as TenantId;
const userId = 'user' as UserId;

async function start() {
  const machine = createVirtualMachine();
  let isShown = true;
  const world = await machine.until(startWorld({ machine }));
  const { log, codec, vault } = world;
  const submit = async (command: TenantTopicCommand) => await machine.until(world.submit(command, tenantId));
  await submit({ type: 'CreateTenant', tenantId, name: 'Home', ownerId: userId });
  // Failing reads stand for a log that no longer shows its end.
  const hiding = {
    ...log,
    openSession: async (topic: string, partition: number) => {
      const session = await log.openSession(topic, partition);
      return {
        ...session,
        read: async (...of: Parameters<typeof session.read>) => {
          if (!isShown) throw new Error('nothing is shown');
          return await session.read(...of);
        },
      };
    },
  };
  const access = startAccess({ log: hiding, codec, vault, machine });
  await machine.until(access.ready);
  const keyOf = async (scopes: readonly KeyScope[], expiresAtMs?: number) => {
    const { text, apiKeyId } = makeApiKey(machine.random);
    await vault.putCredential(apiKeyId, readApiKey(text)?.hash ?? new Uint8Array());
    await submit({ type: 'CreateApiKey', tenantId, apiKeyId, userId, label: 'k', scopes, expiresAtMs });
    await machine.advance(600);
    return { text, apiKeyId };
  };
  return {
    machine,
    access,
    vault,
    submit,
    keyOf,
    hide: (hidden: boolean) => {
      isShown = !hidden;
    },
    async stop() {
      await machine.until(access.stop());
      await machine.until(world.stop());
    },
  };
}

const principalOf = (access: Access, text: string): Principal => {
  const principal = access.authenticate(text);
  if (typeof principal === 'string') throw new Error(`the key is ${principal}`);
  return principal;
};

describe('access', () => {
  it('knows a key by its whole text, with its tenant, person and scopes', async () => {
    const { access, keyOf, stop } = await start();
    const { text, apiKeyId } = await keyOf(['read']);
    expect(access.authenticate(text)).toEqual({ tenantId, account: userId, via: { kind: 'api-key', apiKeyId }, scopes: new Set(['read']) });
    expect(access.authenticate(`${text}x`)).toBe('unknown');
    expect(access.authenticate('rt_aaaaaaaaaaaaaaaaaaaaaaaa_bbbbbbbbbbbb')).toBe('unknown');
    await stop();
  });

  it('forgets a key that was revoked, whose member was removed, or whose secret is gone', async () => {
    const { access, keyOf, submit, machine, vault, stop } = await start();
    const [revoked, orphaned, lost] = [await keyOf(['read']), await keyOf(['read']), await keyOf(['read'])];
    await submit({ type: 'RevokeApiKey', tenantId, apiKeyId: revoked.apiKeyId });
    await vault.removeCredential(lost.apiKeyId);
    await machine.advance(600);
    expect(access.authenticate(revoked.text)).toBe('unknown');
    expect(access.authenticate(lost.text)).toBe('unknown');
    expect(access.authenticate(orphaned.text)).not.toBe('unknown');
    await submit({ type: 'AddMember', tenantId, userId: 'other' as UserId, role: 'owner' });
    await submit({ type: 'RemoveMember', tenantId, userId });
    await machine.advance(600);
    expect(access.authenticate(orphaned.text)).toBe('unknown');
    await stop();
  });

  it('lets a key expire at its time', async () => {
    const { access, keyOf, machine, stop } = await start();
    const { text } = await keyOf(['read'], machine.clock.nowMs() + 10_000);
    expect(access.authenticate(text)).not.toBe('unknown');
    await machine.advance(10_000);
    expect(access.authenticate(text)).toBe('unknown');
    await stop();
  });

  it('authenticates no caller when the log showed no end for two seconds, and resumes when it shows one again', async () => {
    const { access, keyOf, hide, machine, stop } = await start();
    const { text } = await keyOf(['read']);
    hide(true);
    await machine.advance(1_000);
    expect(access.authenticate(text)).not.toBe('behind');
    await machine.advance(1_600);
    expect(access.authenticate(text)).toBe('behind');
    hide(false);
    await machine.advance(2_000);
    expect(access.authenticate(text)).toMatchObject({ tenantId });
    await stop();
  });

  it('tells a caller that goes on when its key is revoked, and no other caller', async () => {
    const { access, keyOf, submit, machine, stop } = await start();
    const [revoked, kept] = [await keyOf(['read']), await keyOf(['read'])];
    const [one, other] = [revoked, kept].map(({ text }) => access.follow(principalOf(access, text)));
    await submit({ type: 'RevokeApiKey', tenantId, apiKeyId: revoked.apiKeyId });
    await machine.advance(600);
    expect([one?.signal.aborted, other?.signal.aborted]).toEqual([true, false]);
    expect([one?.state(), other?.state()]).toEqual(['ended', 'holds']);
    other?.release();
    await stop();
  });

  it('tells a caller that goes on when its key expires', async () => {
    const { access, keyOf, machine, stop } = await start();
    const { text } = await keyOf(['read'], machine.clock.nowMs() + 60_000);
    const { signal } = access.follow(principalOf(access, text));
    await machine.advance(50_000);
    expect(signal.aborted).toBe(false);
    await machine.advance(10_000);
    expect(signal.aborted).toBe(true);
    await stop();
  });
});
