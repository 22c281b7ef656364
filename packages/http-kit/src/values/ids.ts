/** Ids are opaque to callers, but none of ours looks otherwise: anything else names nothing, and never reaches a path of a blob. */
export const isId = (text: string): boolean => /^[A-Za-z0-9_-]{1,128}$/.test(text);
