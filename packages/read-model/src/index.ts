export type { Database } from './database/database.ts';
export { discardEmbeddedDatabase } from './database/embedded/folder.ts';
export { type EmbeddedDatabase, type EmbeddedDatabaseOptions, openEmbeddedDatabase } from './database/embedded/open.ts';
export { DatabaseFailed } from './database/embedded/session.ts';
export { SessionHeld } from './database/embedded/session-gate.ts';
export { type Migration, MigrationRefused, migrate, readMigrations } from './database/migrate.ts';
export { RowRefused } from './database/result-validation.ts';
