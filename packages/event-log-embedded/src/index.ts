export { type EmbeddedLog, type EmbeddedLogOptions, openEmbeddedLog } from './embedded-log.ts';
export { FolderInUse, FolderOfAnotherRelease, LogUnreadable } from './folder-errors.ts';
export { type LogFile, openLogFile } from './log-file.ts';
