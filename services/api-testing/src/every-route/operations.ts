import fc, { type Arbitrary } from 'fast-check';
import { anyText, fromSchema, type Schema } from './from-schema.ts';

/** As the description has it: one method of one path. */
export interface Operation {
  readonly method: string;
  readonly path: string;
  readonly operationId: string;
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly required: boolean; readonly schema: Schema }[];
  readonly body: Schema | undefined;
  /** By status: the schema of a JSON answer; undefined where it is none. */
  readonly answers: ReadonlyMap<number, readonly string[]>;
}

export interface RandomRequest {
  readonly operation: Operation;
  /** By name; undefined: an id that answers have shown. */
  readonly path: Readonly<Record<string, string | undefined>>;
  /** Which of those that were shown. */
  readonly pick: number;
  readonly query: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

type Json = Readonly<Record<string, unknown>>;
const members = (value: unknown): readonly (readonly [string, Json])[] => Object.entries((value ?? {}) as Record<string, Json>);

export function operationsOf(description: Json): readonly Operation[] {
  return members(description['paths']).flatMap(([path, methods]) =>
    members(methods).map(([method, operation]) => {
      const body = members((operation['requestBody'] as Json | undefined)?.['content']).find(([type]) => type === 'application/json');
      return {
        method: method.toUpperCase(),
        path,
        operationId: String(operation['operationId']),
        parameters: ((operation['parameters'] ?? []) as Operation['parameters']).map((one) => ({
          ...one,
          required: one.required === true,
        })),
        body: body?.[1]['schema'] as Schema | undefined,
        answers: new Map(
          members(operation['responses']).map(([status, answer]) => [Number(status), members(answer['content']).map(([type]) => type)]),
        ),
      };
    }),
  );
}

export function requestOf(operation: Operation, resolve: (ref: string) => Schema): Arbitrary<RandomRequest> {
  const named = (place: string) => operation.parameters.filter((one) => one.in === place);
  return fc.record({
    operation: fc.constant(operation),
    path: fc.record(
      Object.fromEntries(
        named('path').map(({ name }) => [
          name,
          fc.oneof(
            { weight: 12, arbitrary: fc.constant(undefined) },
            { weight: 1, arbitrary: anyText.map((text) => (text === '' ? '-' : text)) },
          ),
        ]),
      ),
    ),
    pick: fc.nat({ max: 10_000 }),
    query: fc
      .tuple(
        fc.record(Object.fromEntries(named('query').map(({ name, schema }) => [name, fromSchema(schema, resolve)])), { requiredKeys: [] }),
        fc.oneof({ weight: 12, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: fc.dictionary(anyText, anyText, { maxKeys: 2 }) }),
      )
      .map(([one, other]) => ({ ...other, ...one })),
    headers: headersOf,
    body: operation.body === undefined ? fc.constant(undefined) : fromSchema(operation.body, resolve),
  });
}

const visible = fc.stringMatching(/^[!-~]{1,20}$/);
/** Nobody waits long for what does not come. */
const headersOf: Arbitrary<Record<string, string>> = fc
  .record(
    {
      'idempotency-key': fc.oneof(fc.constantFrom('one', 'two', 'three'), visible),
      'if-match': fc.oneof(fc.constantFrom('*', '"1"', '"2"', '"99"'), visible),
      'ragtime-min-position': fc.oneof(fc.constant('AQAI'), visible),
      'ragtime-if-behind': fc.constantFrom('wait', 'fail', 'stale', 'never'),
      accept: fc.constantFrom('application/json', 'text/html', 'application/cloudevents-batch+json', '*/*'),
      range: fc.constantFrom('bytes=0-1', 'bytes=5-', 'bytes=-2', 'bytes=9999-', 'lines=1'),
      'last-event-id': visible,
      traceparent: fc.oneof(fc.constant('00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'), visible),
    },
    { requiredKeys: [] },
  )
  .chain((headers) =>
    // Most requests carry few of them, or hardly any would pass.
    fc
      .subarray(Object.entries(headers), { maxLength: Math.min(2, Object.keys(headers).length) })
      .map((some) => ({ ...Object.fromEntries(some), 'ragtime-wait-ms': '20' })),
  );
