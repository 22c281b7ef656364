export { mergeChanges } from '../changes/merge.ts';
export { damageDocument, inventDocument, leaveHalfBuilt, loseDocument } from './damage.ts';
