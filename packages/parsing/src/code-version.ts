/**
 * Part of a step's digest. Raise it when the same input would give other blocks or chunks. The runs then make the results anew instead of taking
 * those of an earlier version.
 */
export const codeVersion = '2';
