export { damageDocument, leaveHalfBuilt } from './damage.ts';
export { useDatabase } from './database.ts';
