import { describe, expect, it } from 'vitest';
import { noTracing, readTraceParent } from './tracing.ts';

const [traceId, spanId] = ['4bf92f3577b34da6a3ce929d0e0e4736', '00f067aa0ba902b7'];

describe('a traceparent', () => {
  it.each([
    [`00-${traceId}-${spanId}-01`, true],
    [`00-${traceId}-${spanId}-00`, false],
    [`cc-${traceId}-${spanId}-03-what-a-later-version-has`, true],
  ])('is read: %s', (text, isSampled) => expect(readTraceParent(text)).toEqual({ traceId, spanId, isSampled }));

  it.each([
    undefined,
    '',
    'hello',
    `ff-${traceId}-${spanId}-01`,
    `00-${'0'.repeat(32)}-${spanId}-01`,
    `00-${traceId}-${'0'.repeat(16)}-01`,
    `00-${traceId.toUpperCase()}-${spanId}-01`,
  ])('is refused: %s', (text) => expect(readTraceParent(text)).toBeUndefined());

  it('is passed on when nothing is traced', () =>
    expect(noTracing.begin('anything', { parent: `00-${traceId}-${spanId}-01` }).traceParent).toBe(`00-${traceId}-${spanId}-01`));
});
