import fc, { type Arbitrary } from 'fast-check';
import { asSchema, listOf, numberOf, type Resolve, type Schema } from './from-schema.ts';

/** The length of a given id in the description: a value of that length names nothing, so ids that exist are sent instead. */
const idLengthMax = 512;

/** What fits a schema and is as large as its bounds allow, or a part of that. @param ids names of what is there */
export function largeFrom(schema: Schema, resolve: Resolve, ids: Arbitrary<string>): Arbitrary<unknown> {
  const inner = (value: unknown) => largeFrom(asSchema(value), resolve, ids);
  if (typeof schema['$ref'] === 'string') return largeFrom(resolve(schema['$ref']), resolve, ids);
  if ('const' in schema) return fc.constant(schema['const']);
  if (Array.isArray(schema['enum'])) return fc.constantFrom(...listOf(schema['enum']));
  const options = [...listOf(schema['anyOf']), ...listOf(schema['oneOf'])];
  if (options.length > 0) return fc.oneof(...options.map(inner));
  switch (schema['type']) {
    case 'string':
      return textFrom(schema, ids);
    case 'integer':
      return fc.constantFrom(numberOf(schema['minimum'], 0), Math.min(numberOf(schema['maximum'], 1_000), 2 ** 31 - 1));
    case 'number':
      return fc.double({ min: numberOf(schema['minimum'], -1e6), max: numberOf(schema['maximum'], 1e6), noNaN: true });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return manyOf(inner(schema['items']), schema);
    case 'object':
      return objectFrom(schema, inner);
    default:
      return deepJson;
  }
}

function textFrom(schema: Schema, ids: Arbitrary<string>): Arbitrary<unknown> {
  if (schema['format'] === 'date-time') return fc.constantFrom('1970-01-01T00:00:00.000Z', '2100-01-01T00:00:00.000Z');
  const lengthMax = numberOf(schema['maxLength'], 40);
  if (lengthMax === idLengthMax) return ids;
  const pieces = fc.array(fc.constantFrom('heron ', 'keel ', 'row ', 'lake, ', '電池', '((((', '" or ', 'x', '%_', '\\'), {
    minLength: 1,
    maxLength: 8,
  });
  return fc
    .tuple(pieces, fc.constantFrom(1, 2, 100))
    .map(([words, part]) => words.join('').repeat(Math.ceil(lengthMax / part / words.join('').length)))
    .map((text) => text.slice(0, lengthMax).toWellFormed().replaceAll('\ufffd', 'x'));
}

/** So many that the bound is reached, or a tenth of it; and equal ones many times over. */
const manyOf = (item: Arbitrary<unknown>, schema: Schema): Arbitrary<unknown> =>
  fc
    .tuple(fc.array(item, { minLength: 1, maxLength: 12 }), fc.constantFrom(1, 1, 10))
    .map(([some, part]) =>
      Array.from({ length: Math.ceil(numberOf(schema['maxItems'], 12) / part) }, (_, place) => some[place % some.length]),
    );

function objectFrom(schema: Schema, inner: (value: unknown) => Arbitrary<unknown>): Arbitrary<unknown> {
  const properties = asSchema(schema['properties']);
  const required = listOf(schema['required']).filter((name): name is string => typeof name === 'string');
  const known = fc.record(Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, inner(value)])), {
    requiredKeys: required.filter((name) => Object.hasOwn(properties, name)),
  });
  const membersMax = numberOf(schema['maxProperties'], 0);
  if (membersMax === 0) return known;
  const more = fc.array(inner(schema['additionalProperties']), { minLength: 1, maxLength: 12 });
  return fc.tuple(known, more).map(([one, values]) => ({
    ...Object.fromEntries(Array.from({ length: membersMax }, (_, place) => [`member${place}`, values[place % values.length]])),
    ...one,
  }));
}

/** JSON that is nearly as deep as it may be. */
const deepJson: Arbitrary<unknown> = fc.constantFrom(40, 60, 5).map((depth) => {
  let value: unknown = 'heron';
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? [value] : { a: value };
  return value;
});
