export const parseFailureCodes = [
  'format-unknown',
  'file-empty',
  'file-damaged',
  'file-encrypted',
  'file-too-large',
  'file-unreadable',
  'text-missing',
  'expansion-limit',
  'nesting-limit',
  'output-limit',
  'too-many-entries',
  'too-many-pages',
  'parser-timeout',
  'parser-out-of-memory',
  'parser-crashed',
] as const;

export type ParseFailureCode = (typeof parseFailureCodes)[number];

/** Another try may end otherwise: these depend on the machine's state and load, the rest on the file alone. */
const retryableCodes: ReadonlySet<ParseFailureCode> = new Set<ParseFailureCode>([
  'file-unreadable',
  'parser-timeout',
  'parser-out-of-memory',
  'parser-crashed',
]);

/**
 * Why a document, or a window of it, cannot be parsed. Every one is the task's own error, a child's death by time or memory
 * included. The message is for people and holds no text of the document.
 */
export class ParseFailure extends Error {
  override readonly name = 'ParseFailure';
  readonly code: ParseFailureCode;
  readonly retryable: boolean;

  constructor(code: ParseFailureCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.retryable = retryableCodes.has(code);
  }
}
