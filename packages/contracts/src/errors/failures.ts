import type { FailureCategory } from '@ragtime/event-log';
import type { Failure } from './entry.ts';

/** Why a task of a run failed. Runs and dead letters show it. It is never the answer to a request. */
export const taskFailures = {
  'format-unknown': { title: 'The content is of no format that can be read' },
  'file-empty': { title: 'The file holds nothing' },
  'file-damaged': { title: 'The file is damaged' },
  'file-encrypted': { title: 'The file is protected by a password' },
  'file-too-large': { title: 'The file is too large for its format' },
  'file-unreadable': { title: 'The worker could not read the file' },
  'text-missing': { title: 'The file holds no text' },
  'expansion-limit': { title: 'The file expands to more than allowed' },
  'nesting-limit': { title: 'The file is nested too deeply' },
  'output-limit': { title: 'The file gives more text than allowed' },
  'too-many-entries': { title: 'The file holds too many entries' },
  'too-many-pages': { title: 'The file holds too many pages' },
  'parser-timeout': { title: 'Parsing took too long' },
  'parser-out-of-memory': { title: 'Parsing needed too much memory' },
  'parser-crashed': { title: 'The parser died' },
  'embedding-failed': { title: 'The embedding model did not answer' },
  'original-damaged': { title: 'The stored bytes are not those that were uploaded' },
  'worker-failed': { title: 'The worker met an error of its own' },
  'worker-lost': { title: 'Too many workers were lost over this task' },
} as const satisfies Readonly<Record<string, Failure>>;

/** Why the program does not start, or stops. */
export const startFailures = {
  'config-invalid': { title: 'A setting has a value that it cannot have' },
  'node-too-old': { title: 'This Node.js is too old' },
  'database-lost': { title: 'The database of the read models cannot be opened again' },
  'port-in-use': { title: 'Another program listens on the port' },
  'address-unavailable': { title: 'The host address is not one of this machine' },
  'folder-in-use': { title: 'Another Ragtime works on the data folder' },
  'folder-not-writable': { title: 'The data folder cannot be written' },
  'folder-of-another-release': { title: 'The data folder was written by another release' },
  'disk-too-small': { title: 'There is too little space on the disk' },
  'log-unreadable': { title: 'The log file cannot be opened' },
  'topic-mismatch': { title: 'A topic of the log is not as it must be' },
  'server-unavailable': { title: 'A server that the start needs does not answer' },
  'server-unfit': { title: 'A server is not as the program needs it' },
  'vault-missing': { title: 'The key vault is missing beside an existing log' },
  'vault-unreadable': { title: 'The key vault cannot be read' },
  'model-missing': { title: 'The embedding model is missing or damaged' },
  'installation-failed': { title: 'The first account could not be made' },
  'upgrade-needed': { title: 'The log holds what only a later release can read' },
  'folder-not-empty': { title: 'The folder holds something already' },
  'servers-not-empty': { title: 'The servers hold something already' },
  'backup-damaged': { title: 'The backup cannot be relied on' },
  'backup-running': { title: 'A backup is being made already' },
  'backup-incomplete': { title: 'Something that the backup should hold is damaged or missing' },
  'backup-failed': { title: 'The backup could not be made' },
} as const satisfies Readonly<Record<string, Failure>>;

/** What the program reports in its log while it goes on: something is lost, and an operator has to act. */
export const alarms = {
  'key-missing': { title: 'The key of this value is lost' },
} as const satisfies Readonly<Record<string, Failure>>;

/** Why a record was skipped or stopped a projection. It is stored with the record and shown to operators. */
export const recordFailures = {
  'cannot-decode': { title: 'The bytes of a record do not fit its schema' },
  'unknown-schema': { title: 'A record names a schema that the log does not hold' },
  'unknown-type': { title: 'A record is of a type or level that this release does not know' },
  'handler-threw': { title: 'A projection failed on a record' },
  'store-down': { title: 'The store of a projection does not answer' },
} as const satisfies Readonly<Record<FailureCategory | 'store-down', Failure>>;
