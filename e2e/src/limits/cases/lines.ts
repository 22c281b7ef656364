import type { Piece } from '../../support/line.ts';

/** Bytes that no HTTP client sends. `head` makes the head of a request of the owner. */
export interface LineCase {
  readonly what: string;
  /** Undefined: the connection breaks without an answer. */
  readonly status: number | undefined;
  readonly code: string | undefined;
  pieces(head: (line: string, ...headers: readonly string[]) => string, documents: string): readonly Piece[];
}

const json = 'content-type: application/json';
const multipart = 'content-type: multipart/form-data; boundary=b';
const part = '--b\r\ncontent-disposition: form-data; name="file"; filename="cut.txt"\r\n\r\nhalf of it';

export const lineCases: readonly LineCase[] = [
  {
    what: 'a header of 20,000 bytes',
    status: 431,
    code: 'headers-too-large',
    pieces: () => [`GET /livez HTTP/1.1\r\nhost: localhost\r\nx: ${'a'.repeat(20_000)}\r\n\r\n`],
  },
  {
    what: 'a JSON body nested 100,000 deep',
    status: 400,
    code: 'request-invalid',
    pieces: (head, documents) => {
      const body = `{"name":"a","text":"b","metadata":{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`;
      return [head(`POST ${documents}`, json, `content-length: ${body.length}`), body];
    },
  },
  {
    what: 'a multipart body that ends in the middle of a file',
    status: 400,
    code: 'multipart-invalid',
    pieces: (head, documents) => [head(`POST ${documents}`, multipart, `content-length: ${part.length}`), part],
  },
  {
    what: 'a body whose line breaks half-way: nothing of it is kept',
    status: undefined,
    code: undefined,
    pieces: (head, documents) => [head(`POST ${documents}`, multipart, 'content-length: 100000'), part],
  },
  {
    what: 'a body that is no UTF-8',
    status: 400,
    code: 'request-invalid',
    pieces: (head, documents) => [head(`POST ${documents}`, json, 'content-length: 3'), Buffer.from([0x22, 0xff, 0x22])],
  },
  { what: 'no HTTP at all', status: 400, code: 'request-invalid', pieces: () => ['hello\r\n\r\n'] },
];

/** A body that stands still. The program of the test looks every 5 s instead of every 60 s. */
export const slowBody = {
  what: 'a body that brings less than 256 bytes a second, after one to two minutes',
  status: 408,
  code: 'request-timeout',
} as const;

/** A head that does not end: the server checks every 5 s. */
export const slowHead = { what: 'a head that does not end (slow-loris), after 20 to 25 s', status: 408, code: 'request-timeout' } as const;
