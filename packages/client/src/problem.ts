import type { components } from './generated/api.ts';

export type ProblemBody = components['schemas']['Problem'];

/** The server answered with an error. Its `code` is stable, and `type` is the path of the page that explains it. */
export class RagtimeProblem extends Error {
  override readonly name = 'RagtimeProblem';
  readonly status: number;
  readonly code: string;
  readonly body: ProblemBody;
  readonly headers: Headers;

  constructor(status: number, body: ProblemBody, headers: Headers) {
    super(body.detail === undefined ? body.title : `${body.title}: ${body.detail}`);
    this.status = status;
    this.code = body.code;
    this.body = body;
    this.headers = headers;
  }

  /** Whether the same request, with the same `Idempotency-Key`, may pass later. */
  get isPassing(): boolean {
    return this.status === 429 || this.status === 503 || this.status === 504;
  }
}

/** No answer came, or one that no Ragtime server gives. The server may have carried out the request. */
export class RagtimeUnreachable extends Error {
  override readonly name = 'RagtimeUnreachable';
}

export function asProblem(response: Response, body: unknown): RagtimeProblem {
  const given: Partial<ProblemBody> = typeof body === 'object' && body !== null ? body : {};
  const { type = 'about:blank', title = response.statusText, code = `http-${response.status}` } = given;
  return new RagtimeProblem(response.status, { ...given, type, title, code, status: response.status }, response.headers);
}
