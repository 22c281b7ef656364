/**
 * Part of a step's digest. Raise it when the same input would give other blocks or chunks: what was made by the version before is
 * then made anew instead of being taken from an earlier run.
 */
export const codeVersion = '2';
