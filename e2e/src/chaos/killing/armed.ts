/** A file in a folder that parent and child share. It names the moment in whose middle the child must end. */
export const armedFile = 'armed';
/** The child writes this file right before its end. It names the moment in whose middle the child ended. */
export const diedFile = 'died';
