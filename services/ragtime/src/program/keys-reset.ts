import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { makeApiKey, readApiKey } from '@ragtime/access';
import { type Owners, type OwnersOptions, startOwners } from '@ragtime/application';
import { commandIdFrom } from '@ragtime/application/submission';
import { CommandFailed } from '@ragtime/cli';
import { type ApiKeyId, keyScopes, type TenantId, topics, type UserId } from '@ragtime/domain';
import type { EmbeddedLog } from '@ragtime/event-log-embedded';
import { createShutdown, type Machine, type Shutdown, silentLogger } from '@ragtime/runtime';
import { openReadDatabase } from './embedded/read-database.ts';
import { openSnapshots } from './embedded/snapshots.ts';
import { openTruth } from './embedded/truth.ts';
import { ownerKeyFile, ownerOf, submit, writeOwnerKey } from './installation.ts';
import { storedParts } from './refolding.ts';
import { startFailureOf } from './start-failure.ts';

/**
 * Replaces all keys of the owner by a new one, without a running server. Anyone who may write the folder may do this.
 *
 * @throws CommandFailed when there is no installation; FolderInUse while a server runs; StartFailure when the log lost records.
 */
export async function keysReset(
  machine: Machine,
  options: { readonly folder: string },
): Promise<{ readonly key: string; readonly file: string }> {
  const folder = resolve(options.folder);
  const isThere = await stat(join(folder, 'log', 'log.sqlite')).catch(() => undefined);
  if (isThere === undefined) throw new CommandFailed(`${folder} is not the data folder of a server: give it with --data`);
  const shutdown = createShutdown(machine);
  try {
    const { log, codec, vault } = await openTruth({ folder, machine, logger: silentLogger, shutdown });
    const owners = await startComparing({ log, codec, machine }, folder, shutdown);
    const logId = owners.find(`${topics.tenantEvents}/0`)?.logId;
    if (logId === undefined) throw new Error('partition 0 of the tenants has no genesis record');
    const { tenantId, userId } = ownerOf(logId);
    const { apiKeyId, text } = makeApiKey(machine.random);
    const read = readApiKey(text);
    if (read === undefined) throw new Error('the new key is not a valid key');
    await vault.putCredential(apiKeyId, read.hash);
    await submit(owners, {
      tenantId,
      commandId: commandIdFrom('keys-reset', apiKeyId),
      command: {
        type: 'CreateApiKey',
        tenantId,
        apiKeyId,
        userId,
        label: 'Owner, made by keys reset',
        scopes: keyScopes,
        expiresAtMs: undefined,
      },
    });
    await writeOwnerKey(folder, text);
    for (const before of keysOf(owners, { tenantId, userId }).filter((each) => each !== apiKeyId)) {
      const command = { type: 'RevokeApiKey', tenantId, apiKeyId: before } as const;
      await submit(owners, { tenantId, command, commandId: commandIdFrom('keys-reset', apiKeyId, before) });
      await vault.removeCredential(before);
    }
    return { key: text, file: ownerKeyFile(folder) };
  } finally {
    await shutdown.run();
  }
}

/** Nothing is written to a log that has lost records: the owners compare what was folded, as those of a server do. */
async function startComparing(
  given: Pick<OwnersOptions, 'codec' | 'machine'> & { readonly log: EmbeddedLog },
  folder: string,
  shutdown: Shutdown,
): Promise<Owners> {
  const common = { folder, shutdown, machine: given.machine, logger: silentLogger };
  const { database } = await openReadDatabase({ ...common, log: given.log });
  const parts = await storedParts(database.bulk);
  const snapshots = await openSnapshots({ ...common, everyRecords: Number.MAX_SAFE_INTEGER });
  try {
    const owners = await startOwners({ ...given, snapshots, witnesses: async (name) => await Promise.resolve(parts.get(name) ?? []) });
    shutdown.add('owners', () => owners.stop(), { timeoutMs: 2_000 });
    return owners;
  } catch (error) {
    throw startFailureOf(error) ?? error;
  }
}

function keysOf({ all }: Owners, { tenantId, userId }: { readonly tenantId: TenantId; readonly userId: UserId }): readonly ApiKeyId[] {
  return all.flatMap((owner) =>
    [...owner.scope(tenantId).list('api-key')].flatMap(([id, key]) =>
      key.status === 'live' && key.userId === userId ? [id as ApiKeyId] : [],
    ),
  );
}
