/** In a folder that parent and child share: the moment in whose middle the child shall end. */
export const armedFile = 'armed';
/** Written by the child right before its end: the moment in whose middle that was. */
export const diedFile = 'died';
