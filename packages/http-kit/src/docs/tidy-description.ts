import type { SwaggerTransformObject } from '@fastify/swagger';
import { jsonSchemaTransformObject } from 'fastify-type-provider-zod';

type Node = Record<string, unknown>;

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Removes what the generator adds needlessly: components without a reference, the bounds of safe integers, and the rule that
 * answers have no further members. That rule would forbid us to add a member later.
 */
export const tidyDescription: SwaggerTransformObject = (given) => {
  const described = jsonSchemaTransformObject(given) as unknown as Node & { readonly paths: unknown; readonly components: Node };
  const schemas = described.components['schemas'] as Node;
  const used = new Set<string>();
  const pending = refsIn(described.paths);
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (used.has(name)) continue;
    used.add(name);
    pending.push(...refsIn(schemas[name]));
  }
  const kept = Object.entries(schemas)
    .filter(([name]) => used.has(name))
    .toSorted(([one], [other]) => (one < other ? -1 : 1));
  // The generator adds `Input` to the name of a component that differs between requests and answers. Requests stay strict.
  const components = Object.fromEntries(kept.map(([name, schema]) => [name, tidied(schema, !name.endsWith('Input'))]));
  return {
    ...described,
    paths: tidiedPaths(described.paths),
    components: { ...described.components, schemas: components },
  } as unknown as ReturnType<SwaggerTransformObject>;
};

function refsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(refsIn);
  if (!isNode(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === '$ref' && typeof inner === 'string' ? [inner.slice(inner.lastIndexOf('/') + 1)] : refsIn(inner),
  );
}

function tidiedPaths(paths: unknown): Node {
  const operations = (methods: unknown) =>
    mapNode(methods, (operation) => mapNode(operation, (part, name) => tidied(part, name === 'responses')));
  return mapNode(paths, operations);
}

const mapNode = (node: unknown, map: (value: unknown, key: string) => unknown): Node =>
  Object.fromEntries(Object.entries(isNode(node) ? node : {}).map(([key, value]) => [key, map(value, key)]));

function tidied(value: unknown, isAnswer: boolean): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => tidied(item, isAnswer));
  if (!isNode(value)) return value;
  const entries = Object.entries(value).filter(
    ([key, inner]) =>
      !(key === 'minimum' && inner === Number.MIN_SAFE_INTEGER) &&
      !(key === 'maximum' && inner === Number.MAX_SAFE_INTEGER) &&
      !(isAnswer && key === 'additionalProperties' && inner === false),
  );
  return Object.fromEntries(entries.map(([key, inner]) => [key, tidied(inner, isAnswer)]));
}
