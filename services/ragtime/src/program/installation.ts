import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { commandIdFrom, internalSubmission } from '@ragtime/contracts/submission';
import type { ApiKeyId, DomainCommand, TenantId, UserId } from '@ragtime/domain';
import { makeApiKey, readApiKey } from '@ragtime/http-kit';
import type { KeyVault } from '@ragtime/key-vault';
import { type Logger, type Machine, uuidFromParts } from '@ragtime/runtime';
import type { Owners } from './owners.ts';
import { StartFailure } from './start-failure.ts';

export interface Installation {
  readonly tenantId: TenantId;
  readonly userId: UserId;
  /** Only at the start that made it: it cannot be shown again. */
  readonly newKey: string | undefined;
}

export const ownerKeyFile = (folder: string): string => join(folder, 'owner.key');

/**
 * The owner's account, tenant and first key, made at the first start. All ids come from the log's own, so that a start that
 * was killed half-way is gone on with by the next.
 */
export async function ensureInstallation(options: {
  readonly owners: Owners;
  readonly vault: KeyVault;
  readonly machine: Machine;
  readonly folder: string;
  readonly chosenKey: string | undefined;
  readonly logger: Logger;
}): Promise<Installation> {
  const { owners, chosenKey, logger, vault } = options;
  const logId = owners.tenants[0]?.logId;
  if (logId === undefined) throw new Error('partition 0 of the tenants has no genesis record');
  const tenantId = uuidFromParts('tenant', logId) as TenantId;
  const userId = uuidFromParts('user', logId) as UserId;
  if (await isDone(owners, tenantId)) {
    const chosen = chosenKey === undefined ? undefined : readApiKey(chosenKey);
    if (chosenKey !== undefined && (chosen === undefined || vault.credential(chosen.apiKeyId) === undefined))
      logger.warn({}, 'RAGTIME_API_KEY is not a key of this folder: it is ignored, since the owner has one already');
    return { tenantId, userId, newKey: undefined };
  }
  return { tenantId, userId, newKey: await install({ ...options, tenantId, userId, logId }) };
}

/** The key is made last: with it, everything else is there. */
async function isDone({ tenants }: Owners, tenantId: TenantId): Promise<boolean> {
  for (const owner of tenants) {
    const scope = owner.scope(tenantId);
    for (const _ of scope.list('api-key')) return true;
  }
  return false;
}

async function install(options: {
  readonly owners: Owners;
  readonly vault: KeyVault;
  readonly machine: Machine;
  readonly folder: string;
  readonly chosenKey: string | undefined;
  readonly tenantId: TenantId;
  readonly userId: UserId;
  readonly logId: string;
}): Promise<string> {
  const { owners, vault, machine, folder, chosenKey, tenantId, userId, logId } = options;
  const key = chosenKey ?? makeApiKey(machine.random).text;
  const read = readApiKey(key);
  if (read === undefined) throw new StartFailure('config-invalid', 'RAGTIME_API_KEY must start with rt_ and have at least 24 characters');
  const slot = await vault.takeSlot();
  const email = vault.hashEmail('owner@localhost');
  const commands: readonly DomainCommand[] = [
    { type: 'ReserveEmail', email, userId },
    {
      type: 'RegisterUser',
      userId,
      emailScope: email,
      email: vault.seal(slot, 'owner@localhost'),
      name: vault.seal(slot, 'Owner'),
    },
    { type: 'CreateTenant', tenantId, name: 'Home', ownerId: userId },
    {
      type: 'CreateApiKey',
      tenantId,
      apiKeyId: read.apiKeyId as ApiKeyId,
      userId,
      label: 'Owner, made at the first start',
      scopes: ['read', 'write', 'admin'],
      expiresAtMs: undefined,
    },
  ];
  await vault.putCredential(read.apiKeyId, read.hash);
  // Before the events: a crash leaves a file that the next start writes again, never a key that nobody was told.
  await writeFile(ownerKeyFile(folder), `${key}\n`, { mode: 0o600, flush: true });
  for (const command of commands) {
    const outcome = await owners.bus.submit(
      internalSubmission({
        command,
        commandId: commandIdFrom('installation', logId, command.type),
        actor: 'system',
        tenantId,
        correlationId: `installation-${logId}`,
      }),
    );
    if (outcome.kind !== 'accepted' && outcome.kind !== 'unchanged')
      throw new StartFailure('installation-failed', `the owner's account could not be made: ${command.type} was ${outcome.kind}`);
  }
  return key;
}
