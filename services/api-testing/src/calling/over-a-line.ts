import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';

export interface LineAnswer {
  readonly status: number;
  /** Without parameters. */
  readonly type: string;
  /** Undefined for a stream of events, which is left at its first bytes. */
  readonly text: string | undefined;
}

/** Sends a path as it is. `fetch` removes parts such as `.` and `..`, so that it asks another route. */
export async function overALine(
  url: string,
  path: string,
  asking: { readonly method: string; readonly headers: Readonly<Record<string, string>>; readonly body?: string | undefined },
): Promise<LineAnswer> {
  const { hostname, port } = new URL(url);
  const { method, body } = asking;
  const headers = body === undefined ? asking.headers : { ...asking.headers, 'content-length': String(Buffer.byteLength(body)) };
  const asked = request({ hostname, port, path, method, headers });
  asked.end(body);
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  const [type = ''] = (response.headers['content-type'] ?? '').split(';');
  const status = response.statusCode ?? 0;
  if (type === 'text/event-stream') {
    response.destroy();
    return { status, type, text: undefined };
  }
  const pieces: Buffer[] = [];
  for await (const piece of response) pieces.push(piece as Buffer);
  return { status, type, text: Buffer.concat(pieces).toString('utf8') };
}
