import fc, { type Arbitrary } from 'fast-check';

export type Schema = Readonly<Record<string, unknown>>;
export type Resolve = (ref: string) => Schema;

export const asSchema = (value: unknown): Schema => (typeof value === 'object' && value !== null ? (value as Schema) : {});
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
export const numberOf = (value: unknown, otherwise: number): number => (typeof value === 'number' ? value : otherwise);

/** Texts that have broken programs before, among others. */
export const anyText: Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.string({ maxLength: 30 }),
  fc.constantFrom(
    '',
    ' ',
    '\u0000',
    '%',
    '../..',
    "'; --",
    '__proto__',
    'constructor',
    '*',
    '"',
    '\ud800',
    'a'.repeat(300),
    '-1',
    '1e999',
    'null',
    '{}',
  ),
);

const anyJson: Arbitrary<unknown> = fc.oneof(fc.jsonValue({ maxDepth: 3 }), anyText, fc.integer(), fc.constant(null));

/** What fits a schema, mostly: every part of it is something else now and then. */
export function fromSchema(schema: Schema, resolve: Resolve, depth = 0): Arbitrary<unknown> {
  return fc.oneof({ weight: 15, arbitrary: fitting(schema, resolve, depth) }, { weight: 1, arbitrary: anyJson });
}

function fitting(schema: Schema, resolve: Resolve, depth: number): Arbitrary<unknown> {
  const inner = (value: unknown) => fromSchema(asSchema(value), resolve, depth + 1);
  if (depth > 6) return fc.constant(null);
  if (typeof schema['$ref'] === 'string') return fitting(resolve(schema['$ref']), resolve, depth);
  if ('const' in schema) return fc.constant(schema['const']);
  if (Array.isArray(schema['enum'])) return fc.constantFrom(...listOf(schema['enum']));
  const options = [...listOf(schema['anyOf']), ...listOf(schema['oneOf'])];
  if (options.length > 0) return fc.oneof(...options.map(inner));
  switch (schema['type']) {
    case 'string':
      return textFitting(schema);
    case 'integer':
      return fc.integer({ min: numberOf(schema['minimum'], -5), max: Math.min(numberOf(schema['maximum'], 1_000), 2 ** 31 - 1) });
    case 'number':
      return fc.double({ min: numberOf(schema['minimum'], -1e6), max: numberOf(schema['maximum'], 1e6), noNaN: true });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return fc.array(inner(schema['items']), { minLength: Math.min(numberOf(schema['minItems'], 0), 3), maxLength: 3 });
    case 'object':
      return objectFitting(schema, inner);
    default:
      return anyJson;
  }
}

function textFitting(schema: Schema): Arbitrary<unknown> {
  if (schema['format'] === 'date-time')
    return fc.date({ min: new Date('1990-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }).map((date) => date.toISOString());
  const maxLength = Math.min(numberOf(schema['maxLength'], 40), 40);
  return fc.oneof(
    fc.string({ minLength: Math.min(numberOf(schema['minLength'], 0), maxLength), maxLength }),
    fc.constantFrom('heron', 'a.md', 'en'),
  );
}

function objectFitting(schema: Schema, inner: (value: unknown) => Arbitrary<unknown>): Arbitrary<unknown> {
  const properties = asSchema(schema['properties']);
  const required = listOf(schema['required']).filter((name): name is string => typeof name === 'string');
  const known = fc.record(Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, inner(value)])), {
    requiredKeys: required.filter((name) => Object.hasOwn(properties, name)),
  });
  const isOpen = typeof schema['additionalProperties'] === 'object';
  const more = isOpen ? fc.dictionary(anyText, inner(schema['additionalProperties']), { maxKeys: 3 }) : fc.constant({});
  return fc.tuple(known, more).map(([one, other]) => ({ ...other, ...one }));
}
