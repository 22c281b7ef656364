export { openTestDatabase, useDatabase } from './database.ts';
