import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFileVault } from '@ragtime/key-vault';
import { keysIn } from '@ragtime/key-vault/database';
import { type Machine, messageOf } from '@ragtime/runtime';
import { type BackupProfile, damaged, readVaultLines, vaultFileOf } from './layout.ts';
import type { Loss } from './losses.ts';
import type { LogSurvey } from './survey-log.ts';

/**
 * Names the live documents whose key the vault of a backup lacks.
 *
 * @throws BackupError backup-damaged when the vault cannot be read at all.
 */
export async function lostKeys(folder: string, survey: LogSurvey, machine: Machine, profile: BackupProfile): Promise<readonly Loss[]> {
  if (profile === 'embedded') return await lostInFile(folder, survey, machine);
  const isKept = keysIn((await readVaultLines(folder)).vault);
  return [...survey.documents].flatMap(([documentId, { keySlot }]): Loss[] =>
    isKept(keySlot) ? [] : [{ what: 'key', fault: 'missing', path: keySlot, documentId }],
  );
}

/** Works on a copy, since opening a vault may write to it. */
async function lostInFile(folder: string, { documents }: LogSurvey, machine: Machine): Promise<readonly Loss[]> {
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
