import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { commandIdFrom, internalSubmission } from '@ragtime/contracts/submission';
import type { ApiKeyId, CommandId, DomainCommand, TenantId, UserId } from '@ragtime/domain';
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

/** Readable by its owner only, whatever lay there before. */
export async function writeOwnerKey(folder: string, key: string): Promise<void> {
  const file = ownerKeyFile(folder);
  await rm(file, { force: true });
  await writeFile(file, `${key}\n`, { mode: 0o600, flush: true });
}

/** A command of the program itself. @throws StartFailure when it is refused. */
export async function submit(
  { bus }: Pick<Owners, 'bus'>,
  { command, commandId, tenantId }: { readonly command: DomainCommand; readonly commandId: CommandId; readonly tenantId: TenantId },
): Promise<void> {
  const outcome = await bus.submit(
    internalSubmission({ command, commandId, actor: 'system', tenantId, correlationId: `installation-${commandId}` }),
  );
  if (outcome.kind !== 'accepted' && outcome.kind !== 'unchanged')
    throw new StartFailure('installation-failed', `the owner's account could not be made: ${command.type} was ${outcome.kind}`);
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
  /** Called before the key is made, so that a start that dies with it done has left word of what is still to do. */
  readonly beforeKey: () => Promise<void>;
  readonly logger: Logger;
}): Promise<Installation> {
  const { owners, chosenKey, logger, vault } = options;
  const { logId, tenantId, userId } = ownerOf(owners);
  if (await isDone(owners, tenantId)) {
    if (chosenKey !== undefined && !isKnown(vault, chosenKey))
      logger.warn({}, 'RAGTIME_API_KEY is not a key of this folder: it is ignored, since the owner has one already');
    return { tenantId, userId, newKey: undefined };
  }
  return { tenantId, userId, newKey: await install({ ...options, tenantId, userId, logId }) };
}

/** Whose everything is in an installation of one account. */
export function ownerOf({ tenants }: Pick<Owners, 'tenants'>) {
  const logId = tenants[0]?.logId;
  if (logId === undefined) throw new Error('partition 0 of the tenants has no genesis record');
  return { logId, tenantId: uuidFromParts('tenant', logId) as TenantId, userId: uuidFromParts('user', logId) as UserId };
}

function isKnown(vault: KeyVault, key: string): boolean {
  const read = readApiKey(key);
  const hash = read === undefined ? undefined : vault.credential(read.apiKeyId);
  return read !== undefined && hash !== undefined && Buffer.compare(hash, read.hash) === 0;
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
  readonly beforeKey: () => Promise<void>;
  readonly tenantId: TenantId;
  readonly userId: UserId;
  readonly logId: string;
}): Promise<string> {
  const { owners, vault, machine, folder, chosenKey, beforeKey, tenantId, userId, logId } = options;
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
  await beforeKey();
  // Before the events: a crash leaves a file that the next start writes again, never a key that nobody was told.
  await writeOwnerKey(folder, key);
  for (const command of commands)
    await submit(owners, { command, commandId: commandIdFrom('installation', logId, command.type), tenantId });
  return key;
}
