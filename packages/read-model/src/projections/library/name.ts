const indexedCharacters = 100;

/** Short enough for an index, long enough to distinguish most names. */
export const startOfName = (name: string): string => Array.from(name).slice(0, indexedCharacters).join('');
