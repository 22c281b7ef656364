import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFileVault } from '@ragtime/key-vault';
import { type Machine, messageOf } from '@ragtime/runtime';
import { damaged, vaultFileOf } from './layout.ts';
import type { Loss } from './losses.ts';
import type { LogSurvey } from './survey-log.ts';

/**
 * Names the live documents whose key the vault of a backup lacks. Works on a copy, since opening a vault may write to it.
 *
 * @throws BackupError backup-damaged when the vault cannot be opened at all.
 */
export async function lostKeys(folder: string, { documents }: LogSurvey, machine: Machine): Promise<readonly Loss[]> {
  const copies = await mkdtemp(join(tmpdir(), 'ragtime-check-'));
  try {
    const file = join(copies, 'keys');
    await copyFile(vaultFileOf(folder), file);
    const vault = await openFileVault({ file, machine, mayCreate: false }).catch((error: unknown) => {
      throw damaged(folder, messageOf(error));
    });
    try {
      const losses: Loss[] = vault.damaged > 0 ? [{ what: 'vault', fault: 'damaged', path: 'vault/keys' }] : [];
      for (const [documentId, { keySlot }] of documents) {
        try {
          vault.seal(keySlot, '');
        } catch {
          losses.push({ what: 'key', fault: 'missing', path: keySlot, documentId });
        }
      }
      return losses;
    } finally {
      await vault.close();
    }
  } finally {
    await rm(copies, { recursive: true, force: true });
  }
}
