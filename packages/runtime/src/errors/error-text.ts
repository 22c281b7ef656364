/** The message of a thrown value, for a log line or an answer. JavaScript code may throw anything. */
export const messageOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));

/** A thrown value as an error. An error is returned unchanged. */
export const asError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown), { cause: thrown }));
