import { isProblemCode, type ProblemCode, problemOf } from '@ragtime/contracts';
import { TimedOut } from '@ragtime/runtime';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { isHangUp } from './hang-ups.ts';
import { ProblemError, problemBody } from './problem-error.ts';

/** Fastify's own errors, by their stable codes. */
const fastifyCodes: Readonly<Record<string, ProblemCode>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'media-type-unsupported',
  FST_ERR_CTP_BODY_TOO_LARGE: 'body-too-large',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'request-invalid',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'request-invalid',
  FST_ERR_CTP_INVALID_JSON_BODY: 'request-invalid',
  FST_ERR_BAD_URL: 'request-target-invalid',
  // None of our ids is so long.
  FST_ERR_MAX_PARAM_LENGTH: 'not-found',
  FST_REQ_FILE_TOO_LARGE: 'body-too-large',
  FST_INVALID_MULTIPART_CONTENT_TYPE: 'media-type-unsupported',
  FST_FILES_LIMIT: 'multipart-invalid',
  FST_PARTS_LIMIT: 'multipart-invalid',
  FST_FIELDS_LIMIT: 'multipart-invalid',
  FST_PROTO_VIOLATION: 'multipart-invalid',
};

/** The `Retry-After` of an answer: an overload or a lag usually ends within this time. */
const retryAfterSeconds = 1;

/**
 * Answers every error of an app as a problem. An unexpected error is logged whole and answered as `internal-error`.
 *
 * @param isAway whether an error means that the store of the read model cannot answer now.
 */
export function handleErrors(app: FastifyInstance, isAway: (error: unknown) => boolean): void {
  const methodsOf = rememberMethods(app);
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    if (isHangUp(error, request)) {
      request.log.debug({ err: error }, 'the caller hung up before its answer; nobody gets the answer');
      return sendProblem(request, reply, 'request-timeout');
    }
    if (!isAway(error)) return answerError(error, request, reply);
    request.log.warn({ err: error }, 'the read model does not answer; the request is answered with 503');
    return sendProblem(request, reply, 'read-model-unavailable');
  });
  app.setNotFoundHandler((request, reply) => {
    const methods = methodsOf(pathOf(request));
    if (methods.length === 0) return sendProblem(request, reply, 'route-unknown');
    return sendProblem(request, reply.header('allow', methods.join(', ')), 'method-not-allowed');
  });
}

/** Also answers what Fastify refuses before it finds a route, such as a path that it cannot decode. */
export function answerError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (error instanceof ProblemError) return sendProblem(request, reply, error.code, error.members);
  // Stores and lists give their errors a code of the one table, so that nothing here depends on their packages.
  if (isProblemCode(error.code)) return sendProblem(request, reply, error.code);
  if (hasZodFastifySchemaValidationErrors(error)) {
    const errors = error.validation.map(({ instancePath, message }) => ({
      path: `${error.validationContext ?? 'request'}${instancePath.replace(/\/$/, '')}`,
      message: message ?? 'is not as it must be',
    }));
    return sendProblem(request, reply, 'request-invalid', { detail: sentenceOf(errors), errors });
  }
  const known = fastifyCodes[error.code] ?? (error instanceof SyntaxError && error.statusCode === 400 ? 'request-invalid' : undefined);
  if (known !== undefined) return sendProblem(request, reply, known, { detail: error.message });
  if (error.statusCode === 503) return sendProblem(request, reply, 'unavailable');
  if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500)
    return sendProblem(request, reply, 'request-invalid', { detail: error.message });
  if (error instanceof TimedOut) request.log.warn({ err: error }, 'the request timed out; it is answered with 500');
  else request.log.error({ err: error }, 'the request failed with an unexpected error; it is answered with 500');
  return sendProblem(request, reply, 'internal-error');
}

export interface InvalidMember {
  /** The place of the member in the request, such as `body/name` or `querystring/limit`. */
  readonly path: string;
  readonly message: string;
}

/** @returns the problem, for the caller to throw. */
export const invalidRequest = (...errors: readonly InvalidMember[]): ProblemError =>
  new ProblemError('request-invalid', { detail: sentenceOf(errors), errors });

const sentenceOf = (errors: readonly InvalidMember[]): string => errors.map(({ path, message }) => `${path}: ${message}`).join('; ');

function sendProblem(
  request: FastifyRequest,
  reply: FastifyReply,
  code: ProblemCode,
  members: Readonly<Record<string, unknown>> = {},
): FastifyReply {
  const { status, retryAfter } = problemOf(code);
  if (retryAfter === true && reply.getHeader('retry-after') === undefined) reply.header('retry-after', retryAfterSeconds);
  if (status === 401) reply.header('www-authenticate', 'Bearer');
  return reply
    .code(status)
    .type('application/problem+json')
    .serializer((body) => JSON.stringify(body))
    .send(problemBody(code, pathOf(request), members));
}

const pathOf = ({ url }: FastifyRequest): string => url.split('?', 1)[0] ?? url;

/** Remembers the methods of each path, so that a wrong method is answered differently from a wrong path. */
function rememberMethods(app: FastifyInstance): (path: string) => readonly string[] {
  const routes: { readonly pattern: RegExp; readonly methods: readonly string[] }[] = [];
  app.addHook('onRoute', ({ url, method }) => {
    if (url.includes('*')) return;
    const pattern = new RegExp(`^${url.replaceAll(/[.]/g, '\\.').replaceAll(/:[A-Za-z]+/g, '[^/]+')}$`);
    routes.push({ pattern, methods: [method].flat() });
  });
  return (path) => [...new Set(routes.filter(({ pattern }) => pattern.test(path)).flatMap(({ methods }) => methods))].toSorted();
}
