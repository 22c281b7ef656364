import type { MultipartFile } from '@fastify/multipart';
import { partOfFile, type Received, type ReceivedFile, takeIn, type WriteFile } from '@ragtime/application';
import type { BlobPath } from '@ragtime/blob-store';
import { ensureAccess, invalidRequest, ProblemError, unstorable } from '@ragtime/http-kit';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { problemOf } from '../../http/settle.ts';
import type { CommandApiNeeds } from '../../needs.ts';
import { DocumentName, Metadata, metadataCharactersMax } from '../names.ts';
import { mediaTypeOfPart, mediaTypeOfText } from './media-type.ts';
import { restOfBody } from './rest-of-body.ts';

export interface ReceiveOptions {
  /** Makes a fresh path for the file with this index in the request. */
  readonly pathOf: (index: number) => BlobPath;
  /** Reads a JSON body, which holds the file in place of the parts. */
  readonly json: z.ZodType<{
    readonly name?: string | undefined;
    readonly text: string;
    readonly metadata?: Record<string, unknown> | undefined;
  }>;
  readonly filesMax: number;
  /** Whether a file needs a name: a document does, a revision does not. */
  readonly named: boolean;
}

/**
 * Streams the files of a request into the blob store one after the other, and never holds a whole file in memory. Before it
 * throws, it removes from the store what the request wrote, as far as the store answers.
 *
 * @throws ProblemError request-invalid, multipart-invalid, file-part-missing, body-too-large, storage-full, unauthenticated
 */
export async function receive(request: FastifyRequest, needs: CommandApiNeeds, options: ReceiveOptions): Promise<Received> {
  const taken = await takeIn(
    needs,
    { pathOf: options.pathOf, bytesMax: needs.uploadBytesMax, signal: request.hungUp },
    async (write) => await readInto(request, options, write),
  );
  if (taken.kind === 'refused') throw problemOf(taken);
  return taken.received;
}

async function readInto(request: FastifyRequest, options: ReceiveOptions, write: WriteFile): Promise<Received> {
  try {
    const received = request.isMultipart() ? await receiveParts(request, options, write) : await receiveJson(request, options, write);
    if (received.files.length === 0) throw new ProblemError('file-part-missing');
    // An upload may take hours.
    ensureAccess(request);
    return received;
  } catch (error) {
    if (error instanceof MultipartBroken) throw new ProblemError('multipart-invalid', { detail: error.message });
    throw error;
  }
}

async function receiveJson(request: FastifyRequest, { json, named }: ReceiveOptions, write: WriteFile): Promise<Received> {
  const body = parsed(json, request.body, 'body');
  const name = body.name ?? '';
  if (named && name === '') throw invalidRequest({ path: 'body/name', message: 'is missing' });
  const file = await write(0, once(Buffer.from(body.text, 'utf8')), name, mediaTypeOfText(name));
  return { files: [file], metadata: body.metadata, parts: [partOfFile(file), { field: 'metadata', value: body.metadata ?? null }] };
}

async function receiveParts(request: FastifyRequest, { filesMax, named }: ReceiveOptions, write: WriteFile): Promise<Received> {
  const files: ReceivedFile[] = [];
  const parts: Readonly<Record<string, unknown>>[] = [];
  let metadata: Received['metadata'];
  const iterator = request.parts({
    limits: { files: filesMax, fields: 4, parts: filesMax + 4, fieldSize: 4 * metadataCharactersMax, fileSize: Number.MAX_SAFE_INTEGER },
  });
  const rest = restOfBody();
  for await (const part of unbroken(iterator)) {
    if (rest.refusal !== undefined) await rest.pass(part);
    else if (part.fieldname === 'metadata') {
      const text = part.type === 'file' ? await textOf(part) : part.value;
      metadata = metadataOf(text);
      parts.push({ field: 'metadata', value: metadata ?? null });
    } else if (part.type === 'file' && part.fieldname === 'file') {
      const name = named ? parsed(DocumentName, part.filename, `body/file[${files.length}]/filename`) : (part.filename ?? '');
      // The stream stays open after a refusal: the server must read the rest of the body, or the caller never gets the answer.
      const bytes = part.file.iterator({ destroyOnReturn: false });
      const file = await write(files.length, unbroken(bytes), name, mediaTypeOfPart(part.mimetype)).catch((error: unknown) =>
        rest.refuse(error, part),
      );
      if (file === undefined) continue;
      files.push(file);
      parts.push(partOfFile(file));
    } else throw invalidRequest({ path: `body/${part.fieldname}`, message: 'is no part of this request: `file` and `metadata` are' });
  }
  if (rest.refusal !== undefined) throw rest.refusal;
  return { files, metadata, parts };
}

class MultipartBroken extends Error {}

/** The parser of multipart bodies throws plain errors. An error that is thrown here, and not by the consumer of the parts, is the parser's. */
async function* unbroken<Item>(items: AsyncIterable<Item>): AsyncGenerator<Item> {
  try {
    yield* items;
  } catch (error) {
    // The plugin's own refusals have a code.
    if (!(error instanceof Error) || ('code' in error && String(error.code).startsWith('FST_'))) throw error;
    throw new MultipartBroken(error.message, { cause: error });
  }
}

async function textOf({ file }: MultipartFile): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of unbroken(file)) {
    const bytes = chunk as Uint8Array;
    length += bytes.byteLength;
    if (length > 4 * metadataCharactersMax) throw invalidRequest({ path: 'body/metadata', message: 'is too large' });
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** The plugin has already parsed a part whose media type is JSON. */
function metadataOf(value: unknown): Received['metadata'] {
  const metadata = typeof value === 'string' ? fromJson(value) : value;
  const odd = unstorable(metadata, 'body/metadata');
  if (odd !== undefined) throw invalidRequest(odd);
  return parsed(Metadata, metadata, 'body/metadata');
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalidRequest({ path: 'body/metadata', message: 'is no JSON' });
  }
}

function parsed<Schema extends z.ZodType>(schema: Schema, value: unknown, path: string): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw invalidRequest(
    ...result.error.issues.map((issue) => ({ path: [path, ...issue.path.map(String)].join('/'), message: issue.message })),
  );
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
