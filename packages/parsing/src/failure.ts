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

/** Another try may succeed: these depend on the state and load of the machine. The others depend on the file alone. */
const retryableCodes: ReadonlySet<ParseFailureCode> = new Set<ParseFailureCode>([
  'file-unreadable',
  'parser-timeout',
  'parser-out-of-memory',
  'parser-crashed',
]);

/**
 * The reason why a document, or a window of it, cannot be parsed. It is always the error of this one task, also when the child exceeded its time or
 * memory. The message is for people and holds no text of the document.
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
