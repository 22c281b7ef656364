import { FolderInUse, FolderOfAnotherRelease, LogUnreadable } from '@ragtime/event-log-embedded';
import { VaultMissing, VaultUnreadable } from '@ragtime/key-vault';
import { ConfigInvalid } from '@ragtime/runtime';

/** Why the program did not start, in one sentence for whoever started it. */
export class StartFailure extends Error {
  override readonly name = 'StartFailure';
  readonly code: string;

  constructor(code: string, sentence: string, options?: ErrorOptions) {
    super(sentence, options);
    this.code = code;
  }
}

/** What an operator can mend gets its sentence; anything else is a bug and keeps its stack. */
export function startFailureOf(error: unknown, listening: { readonly host: string; readonly port: number }): StartFailure | undefined {
  if (error instanceof StartFailure) return error;
  if (error instanceof ConfigInvalid) return new StartFailure('config-invalid', error.message, { cause: error });
  if (error instanceof FolderInUse || error instanceof FolderOfAnotherRelease || error instanceof LogUnreadable)
    return new StartFailure(error.code, error.message, { cause: error });
  if (error instanceof VaultMissing || error instanceof VaultUnreadable)
    return new StartFailure(error.code, error.message, { cause: error });
  switch (codeOf(error)) {
    case 'EADDRINUSE':
      return new StartFailure(
        'port-in-use',
        `port ${listening.port} of ${listening.host} is in use: stop what listens there, or choose another with RAGTIME_PORT`,
        { cause: error },
      );
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new StartFailure('folder-not-writable', `the data folder cannot be written: ${String(error)}`, { cause: error });
    case 'ENOSPC':
      return new StartFailure('disk-too-small', 'the disk is full: free some space, or choose another folder with RAGTIME_DATA', {
        cause: error,
      });
    default:
      return undefined;
  }
}

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);
