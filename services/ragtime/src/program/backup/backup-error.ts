import type { StartFailureCode } from '@ragtime/contracts';

type BackupFailureCode = Extract<
  StartFailureCode,
  'folder-not-empty' | 'backup-damaged' | 'backup-running' | 'servers-not-empty' | 'backup-failed'
>;

/** Why a backup cannot be made, checked or restored, in one sentence for the operator. */
export class BackupError extends Error {
  override readonly name = 'BackupError';
  readonly code: BackupFailureCode;

  constructor(code: BackupFailureCode, sentence: string) {
    super(sentence);
    this.code = code;
  }
}
