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

/** Readable by its owner only, whatever lay there before. */
export async function writeOwnerKey(folder: string, key: string): Promise<void> {
  const file = ownerKeyFile(folder);
  await rm(file, { force: true });
  await writeFile(file, `${key}\n`, { mode: 0o600, flush: true });
}

/** A command of the program itself. @throws StartFailure when it is refused. */
export async function submit(
  { bus }: { readonly bus: DomainBus },
  { command, commandId, tenantId }: { readonly command: DomainCommand; readonly commandId: CommandId; readonly tenantId: TenantId },
): Promise<void> {
  const outcome = await bus.submit(
    internalSubmission({ command, commandId, actor: { kind: 'system' }, tenantId, correlationId: `installation-${commandId}` }),
  );
  if (outcome.kind !== 'accepted' && outcome.kind !== 'unchanged')
    throw new StartFailure('installation-failed', `the owner's account could not be made: ${command.type} was ${outcome.kind}`);
}

export const ownerKeyFile = (folder: string): string => join(folder, 'owner.key');

interface InstallationOptions {
  readonly bus: DomainBus;
  readonly log: EventLog;
  readonly codec: Codec<DomainEvent>;
  readonly vault: KeyVault;
  readonly machine: Machine;
  readonly logger: Logger;
  /** As somebody set it for this start. */
  readonly chosenKey: string | undefined;
  /**
   * The owner's first key, kept where the owner finds it. Called before any event, so that a start that dies leaves a key that the next
   * one replaces, never one that nobody was told.
   */
  readonly firstKey: () => Promise<string>;
}

/**
 * The owner's account, tenant and first key, made at the first start. All ids come from the log's own, so that a start that
 * was killed half-way is gone on with by the next. Of several processes one at a time.
 *
 * @returns the key at the start that made it: it cannot be shown again.
 */
export async function ensureInstallation(options: InstallationOptions): Promise<string | undefined> {
  const { chosenKey, logger, vault } = options;
  const owner = ownerOf(await logIdOf(options));
  if (!(await isDone(options, owner.tenantId))) return await install(options, owner);
  if (chosenKey !== undefined && !(await isKnown(vault, chosenKey)))
    logger.warn({}, 'RAGTIME_API_KEY is not a key of this installation: it is ignored, since the owner has one already');
  return undefined;
}

interface Owner {
  readonly logId: string;
  readonly tenantId: TenantId;
  readonly userId: UserId;
}

/** Whose everything is in an installation of one account. */
export const ownerOf = (logId: string): Owner => ({
  logId,
  tenantId: uuidFromParts('tenant', logId) as TenantId,
  userId: uuidFromParts('user', logId) as UserId,
});

const genesisWithinMs = 60_000;

/** Waits for whoever begins the log. @throws StartFailure when nobody does. */
async function logIdOf(options: InstallationOptions): Promise<string> {
  const { clock, timers } = options.machine;
  const startedMs = clock.monotonicMs();
  for (;;) {
    const first = { topic: topics.tenantEvents, partition: 0 };
    const logId = await findEvent(options, first, (event) => (event.type === 'LogBegun' ? event.logId : undefined));
    if (logId !== undefined) return logId;
    if (clock.monotonicMs() - startedMs > genesisWithinMs)
      throw new StartFailure(
        'installation-failed',
        `nobody has begun the log within ${genesisWithinMs / 1_000} s: does a command-api run?`,
      );
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

/** The key is made last: with it, everything else is there. */
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
