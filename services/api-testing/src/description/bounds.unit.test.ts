import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';

type Schema = Readonly<Record<string, unknown>>;

const description = JSON.parse(await readFile(new URL('../../../../packages/client/openapi.json', import.meta.url), 'utf8')) as Schema;
const isSchema = (value: unknown): value is Schema => typeof value === 'object' && value !== null && !Array.isArray(value);
const asSchema = (value: unknown): Schema => (isSchema(value) ? value : {});
const schemas = asSchema(asSchema(description['components'])['schemas']);
const membersOf = (value: unknown): readonly (readonly [string, Schema])[] =>
  Object.entries(asSchema(value)).map(([name, member]) => [name, asSchema(member)]);
const listOf = (value: unknown): readonly Schema[] => (Array.isArray(value) ? value.map(asSchema) : []);
const isNumber = (value: unknown): boolean => typeof value === 'number';

/** Every place within a schema where a caller may send as much as it likes. */
function unbounded(schema: Schema, at: string): readonly string[] {
  const reference = schema['$ref'];
  if (typeof reference === 'string') return unbounded(asSchema(schemas[reference.slice(reference.lastIndexOf('/') + 1)]), at);
  const alternatives = [...listOf(schema['anyOf']), ...listOf(schema['oneOf']), ...listOf(schema['allOf'])];
  if (alternatives.length > 0) return alternatives.flatMap((one) => unbounded(one, at));
  if (Array.isArray(schema['enum']) || 'const' in schema) return [];
  switch (schema['type']) {
    case 'boolean':
    case 'integer':
    case 'number':
    case 'null':
      return [];
    case 'string':
      // A file: `uploadBytesMax`, which each installation sets, is its bound.
      return isNumber(schema['maxLength']) || schema['contentMediaType'] === 'application/octet-stream' ? [] : [`${at}: a text`];
    case 'array':
      return [...(isNumber(schema['maxItems']) ? [] : [`${at}: a list`]), ...unbounded(asSchema(schema['items']), `${at}[]`)];
    case 'object': {
      const more = schema['additionalProperties'];
      const open = more === false || isNumber(schema['maxProperties']) ? [] : [`${at}: a map`];
      return [
        ...open,
        ...(isSchema(more) ? unbounded(more, `${at}{}`) : []),
        ...(isSchema(schema['propertyNames']) ? unbounded({ type: 'string', ...schema['propertyNames'] }, `${at}{name}`) : []),
        ...membersOf(schema['properties']).flatMap(([name, member]) => unbounded(member, `${at}.${name}`)),
      ];
    }
    default:
      return isNumber(schema['x-depth-max']) ? [] : [`${at}: JSON of any depth`];
  }
}

const operations = membersOf(description['paths']).flatMap(([, methods]) => membersOf(methods).map(([, operation]) => operation));

it('every text, list, map and depth that a request may have is bounded', () => {
  const places = operations.flatMap((operation) => [
    ...listOf(operation['parameters']).flatMap((one) =>
      unbounded(asSchema(one['schema']), `${String(operation['operationId'])} ${String(one['name'])}`),
    ),
    ...membersOf(asSchema(operation['requestBody'])['content']).flatMap(([type, content]) =>
      unbounded(asSchema(content['schema']), `${String(operation['operationId'])} ${type}`),
    ),
  ]);
  expect(places).toEqual([]);
  expect(operations.length).toBeGreaterThan(40);
});
