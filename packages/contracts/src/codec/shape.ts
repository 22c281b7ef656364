import { type AvroType, type EnumSchema, isOptional, type RecordSchema } from '../avro/schema.ts';

/** Converts between the values of avsc and those of the domain. `undefined`: they are the same, and no conversion is needed. */
type Convert = ((value: unknown) => unknown) | undefined;

interface Conversions {
  /** Plain objects for avsc's classes, `undefined` for null, `Uint8Array` for `Buffer`, hyphens for underscores. */
  readonly toDomain: Convert;
  readonly toAvro: Convert;
}

const same: Conversions = { toDomain: undefined, toAvro: undefined };

/** The conversions of every type of one of our schemas. @throws for a name that the schema does not define. */
export function conversionsOf(schema: RecordSchema): { toDomain(value: unknown): unknown; toAvro(value: unknown): unknown } {
  const named = new Map<string, Conversions>();
  const { toDomain, toAvro } = ofRecord(schema);
  return { toDomain: toDomain ?? identity, toAvro: toAvro ?? identity };

  function of(type: AvroType): Conversions {
    if (typeof type === 'string') return primitives.get(type) ?? named.get(type) ?? same;
    if (isOptional(type)) return optional(of(type[1]));
    switch (type.type) {
      case 'record':
        return ofRecord(type);
      case 'enum':
        return define(type.name, words(type));
      case 'array':
        return items(of(type.items));
      case 'long':
        return whole;
    }
  }

  function ofRecord({ name, fields }: RecordSchema): Conversions {
    const members = fields.map((field) => ({ name: field.name, ...of(field.type) }));
    return define(name, {
      toDomain: plainObject(members.map((member) => [member.name, member.toDomain])),
      // avsc reads the fields of any object. An object that needs no conversion goes to it unchanged.
      toAvro: members.some((member) => member.toAvro !== undefined)
        ? plainObject(members.map((member) => [member.name, member.toAvro]))
        : undefined,
    });
  }

  function define(name: string, conversions: Conversions): Conversions {
    named.set(name, conversions);
    return conversions;
  }
}

const identity = (value: unknown): unknown => value;

/** A function that copies the named members, each through its conversion. */
function plainObject(members: readonly (readonly [name: string, convert: Convert])[]): (value: unknown) => unknown {
  return (value) => {
    const from = value as Readonly<Record<string, unknown>>;
    const to: Record<string, unknown> = {};
    for (const [name, convert] of members) to[name] = convert === undefined ? from[name] : convert(from[name]);
    return to;
  };
}

/** Bytes are copied, so that no event keeps the page of the log that it was read from. */
const octets: Conversions = {
  toDomain: (value) => new Uint8Array(value as Uint8Array),
  toAvro: (value) => (value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : value),
};

/** avsc silently changes whole numbers from 2^52 on. */
const whole: Conversions = {
  toDomain: undefined,
  toAvro: (value) => {
    if (typeof value === 'number' && Math.abs(value) >= 2 ** 52) throw new RangeError(`${value} is too large for a record`);
    return value;
  },
};

const primitives = new Map([
  ['bytes', octets],
  ['long', whole],
]);

const optional = ({ toDomain, toAvro }: Conversions): Conversions => ({
  toDomain: toDomain === undefined ? (value) => value ?? undefined : (value) => (value === null ? undefined : toDomain(value)),
  // A missing field is null by its default.
  toAvro: toAvro === undefined ? undefined : (value) => (value === undefined ? null : toAvro(value)),
});

const items = ({ toDomain, toAvro }: Conversions): Conversions => ({
  toDomain: toDomain === undefined ? undefined : (value) => (value as unknown[]).map((item) => toDomain(item)),
  toAvro: toAvro === undefined ? undefined : (value) => (value as unknown[]).map((item) => toAvro(item)),
});

function words({ symbols }: EnumSchema): Conversions {
  if (!symbols.some((symbol) => symbol.includes('_'))) return same;
  const wordOf = new Map<unknown, string>(symbols.map((symbol) => [symbol, symbol.replaceAll('_', '-')]));
  const symbolOf = new Map<unknown, string>([...wordOf].map(([symbol, word]) => [word, String(symbol)]));
  return { toDomain: (value) => wordOf.get(value), toAvro: (value) => symbolOf.get(value) };
}
