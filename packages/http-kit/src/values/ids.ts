/** Ids are opaque to callers, but all of ours look like this. Any other text names nothing, and must never reach the path of a blob. */
export const isId = (text: string): boolean => /^[A-Za-z0-9_-]{1,128}$/.test(text);
