import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readApiKey } from '@ragtime/access';
import type { DomainBus } from '@ragtime/application';
import { commandIdFrom, internalSubmission } from '@ragtime/application/submission';
import {
  type ApiKeyId,
  type CommandId,
  type DomainCommand,
  type DomainEvent,
  eventPartitions,
  keyScopes,
  type TenantId,
  topics,
  type UserId,
} from '@ragtime/domain';
import { type Codec, type EventLog, partitionOf } from '@ragtime/event-log';
import type { KeyVault } from '@ragtime/key-vault';
import { type Logger, type Machine, uuidFromParts } from '@ragtime/runtime';
import { findEvent } from './find-event.ts';
import { StartFailure } from './start-failure.ts';

/** Writes the key so that only its owner can read it, even if another file was there before. */
export async function writeOwnerKey(folder: string, key: string): Promise<void> {
  const file = ownerKeyFile(folder);
  await rm(file, { force: true });
  await writeFile(file, `${key}\n`, { mode: 0o600, flush: true });
}

/** Submits a command of the program itself. @throws StartFailure when the command is refused. */
export async function submit(
  { bus }: { readonly bus: DomainBus },
  { command, commandId, tenantId }: { readonly command: DomainCommand; readonly commandId: CommandId; readonly tenantId: TenantId },
): Promise<void> {
  const outcome = await bus.submit(
    internalSubmission({ command, commandId, actor: { kind: 'system' }, tenantId, correlationId: `installation-${commandId}` }),
  );
  if (outcome.kind !== 'accepted' && outcome.kind !== 'unchanged')
    throw new StartFailure('installation-failed', `the owner's account cannot be created: ${command.type} was ${outcome.kind}`);
}

export const ownerKeyFile = (folder: string): string => join(folder, 'owner.key');

interface InstallationOptions {
  readonly bus: DomainBus;
  readonly log: EventLog;
  readonly codec: Codec<DomainEvent>;
  readonly vault: KeyVault;
  readonly machine: Machine;
  readonly logger: Logger;
  /** The key that the operator set for this start. */
  readonly chosenKey: string | undefined;
  /**
   * Makes the owner's first key and stores it where the owner finds it. It is called before any event: if the start dies, it leaves a key that the
   * next start replaces, never a key that the owner has not seen.
   */
  readonly firstKey: () => Promise<string>;
}

/**
 * Makes the owner's account, tenant and first key at the first start. All ids derive from the id of the log, so that the next start can finish a
 * start that was killed half-way. Only one process at a time may do this.
 *
 * @returns the key, at the start that made it: it cannot be shown again.
 */
export async function ensureInstallation(options: InstallationOptions): Promise<string | undefined> {
  const { chosenKey, logger, vault } = options;
  const owner = ownerOf(await logIdOf(options));
  if (!(await isDone(options, owner.tenantId))) return await install(options, owner);
  if (chosenKey !== undefined && !(await isKnown(vault, chosenKey)))
    logger.warn({}, 'RAGTIME_API_KEY is not a key of this installation; it is ignored, since the owner has a key already');
  return undefined;
}

interface Owner {
  readonly logId: string;
  readonly tenantId: TenantId;
  readonly userId: UserId;
}

/** The owner of everything in an installation with one account. */
export const ownerOf = (logId: string): Owner => ({
  logId,
  tenantId: uuidFromParts('tenant', logId) as TenantId,
  userId: uuidFromParts('user', logId) as UserId,
});

const genesisWithinMs = 60_000;

/** Waits until another process begins the log. @throws StartFailure when none does in time. */
async function logIdOf(options: InstallationOptions): Promise<string> {
  const { clock, timers } = options.machine;
  const startedMs = clock.monotonicMs();
  for (;;) {
    const first = { topic: topics.tenantEvents, partition: 0 };
    const logId = await findEvent(options, first, (event) => (event.type === 'LogBegun' ? event.logId : undefined));
    if (logId !== undefined) return logId;
    if (clock.monotonicMs() - startedMs > genesisWithinMs)
      throw new StartFailure('installation-failed', `the log was not begun within ${genesisWithinMs / 1_000} s: does a command-api run?`);
    await timers.sleep(100);
  }
}

async function isKnown(vault: KeyVault, key: string): Promise<boolean> {
  const read = readApiKey(key);
  if (read === undefined) return false;
  await vault.learn({ credentials: [read.apiKeyId] });
  const hash = vault.credential(read.apiKeyId);
  return hash !== undefined && Buffer.compare(hash, read.hash) === 0;
}

/** The key is made last: when it exists, everything else exists. */
async function isDone(options: InstallationOptions, tenantId: TenantId): Promise<boolean> {
  const at = { topic: topics.tenantEvents, partition: partitionOf(tenantId, eventPartitions) };
  return (await findEvent(options, at, (event) => (event.type === 'ApiKeyCreated' && event.tenantId === tenantId) || undefined)) ?? false;
}

async function install(options: InstallationOptions, { logId, tenantId, userId }: Owner): Promise<string> {
  const { vault } = options;
  const key = await options.firstKey();
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
      scopes: keyScopes,
      expiresAtMs: undefined,
    },
  ];
  await vault.putCredential(read.apiKeyId, read.hash);
  for (const command of commands)
    await submit(options, { command, commandId: commandIdFrom('installation', logId, command.type), tenantId });
  return key;
}
