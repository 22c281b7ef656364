import type { CarriedError } from './protocol.ts';

/** A call failed in its thread. `errorName`, `code` and `fields` come from the error there. */
export class ThreadCallFailed extends Error {
  override readonly name = 'ThreadCallFailed';
  readonly errorName: string;
  readonly code: string | undefined;
  readonly fields: CarriedError['fields'];

  constructor({ name, message, code, fields }: CarriedError) {
    super(message);
    this.errorName = name;
    this.code = code;
    this.fields = fields;
  }
}

/** Describes any thrown value. Compiled code throws objects that are not errors but have a name. */
export function carriedError(thrown: unknown): CarriedError {
  if (typeof thrown !== 'object' || thrown === null) return { name: typeof thrown, message: String(thrown), code: undefined, fields: {} };
  const fields = Object.fromEntries(Object.entries(thrown).filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value)));
  const text = (member: 'name' | 'message' | 'code'): string | undefined => {
    const value: unknown = Reflect.get(thrown, member);
    return typeof value === 'string' ? value : undefined;
  };
  return { name: text('name') ?? 'Error', message: text('message') ?? Object.prototype.toString.call(thrown), code: text('code'), fields };
}
