export { mergeChanges } from '../changes/merge.ts';
export { damageDocument, leaveHalfBuilt } from './damage.ts';
