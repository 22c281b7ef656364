import type { StartFailureCode } from '@ragtime/contracts';
import { MigrationRefused } from '@ragtime/database';
import { LogDiverged, OwnerStopped } from '@ragtime/event-log';
import { FolderInUse, FolderOfAnotherRelease, LogUnreadable } from '@ragtime/event-log-embedded';
import { VaultMissing, VaultUnreadable } from '@ragtime/key-vault';
import { VectorFileError } from '@ragtime/models';
import { ConfigInvalid } from '@ragtime/runtime/config';

/** Why the program did not start, in one sentence for the operator. */
export class StartFailure extends Error {
  override readonly name = 'StartFailure';
  readonly code: StartFailureCode;

  constructor(code: StartFailureCode, sentence: string, options?: ErrorOptions) {
    super(sentence, options);
    this.code = code;
  }
}

/** Gives a sentence to each error that an operator can mend. Any other error is a bug and keeps its stack. */
export function startFailureOf(error: unknown): StartFailure | undefined {
  if (error instanceof StartFailure) return error;
  if (!(error instanceof Error)) return undefined;
  const failure = (code: StartFailureCode, sentence = error.message) => new StartFailure(code, sentence, { cause: error });
  if (error instanceof ConfigInvalid) return failure('config-invalid', error.problems.join('; '));
  if (error instanceof FolderInUse || error instanceof FolderOfAnotherRelease || error instanceof LogUnreadable) return failure(error.code);
  if (error instanceof VaultMissing || error instanceof VaultUnreadable) return failure(error.code);
  if (error instanceof VectorFileError) return failure('model-missing');
  if (error instanceof MigrationRefused)
    return failure('folder-of-another-release', `the read models were made by another release: ${error.message}`);
  if (error instanceof LogDiverged) return failure('log-unreadable');
  if (error instanceof OwnerStopped) return ofStoppedOwner(error, failure);
  switch ('code' in error ? error.code : undefined) {
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'EEXIST':
    case 'ENOTDIR':
      return failure('folder-not-writable', `the data folder cannot be written: ${error.message}`);
    case 'ENOSPC':
    case 'EDQUOT':
      return failure('disk-too-small', 'the disk is full: free some space, or choose another folder with RAGTIME_DATA');
    default:
      return undefined;
  }
}

function ofStoppedOwner({ reason, message }: OwnerStopped, failure: (code: StartFailureCode, sentence?: string) => StartFailure) {
  switch (reason) {
    case 'upgrade-needed':
      return failure('upgrade-needed', `the log contains records that only a later release can read: use that release (${message})`);
    case 'log-diverged':
      return failure('log-unreadable', `${message}: restore the log; or, if this log is the right one, start once with "serve --refold"`);
    case 'unreadable-record':
      return failure('log-unreadable', `the event log cannot be relied on: restore it from a backup (${message})`);
  }
}
