import { isProblemCode, type ProblemCode, problemOf } from '@ragtime/contracts';
import { TimedOut } from '@ragtime/runtime';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { ProblemError, problemBody } from './problem-error.ts';

/** What Fastify itself refuses, by its stable codes. */
const fastifyCodes: Readonly<Record<string, ProblemCode>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'media-type-unsupported',
  FST_ERR_CTP_BODY_TOO_LARGE: 'body-too-large',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'request-invalid',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'request-invalid',
  FST_ERR_CTP_INVALID_JSON_BODY: 'request-invalid',
  FST_ERR_BAD_URL: 'request-target-invalid',
  // No id of ours is so long.
  FST_ERR_MAX_PARAM_LENGTH: 'not-found',
  FST_REQ_FILE_TOO_LARGE: 'body-too-large',
  FST_INVALID_MULTIPART_CONTENT_TYPE: 'media-type-unsupported',
  FST_FILES_LIMIT: 'multipart-invalid',
  FST_PARTS_LIMIT: 'multipart-invalid',
  FST_FIELDS_LIMIT: 'multipart-invalid',
  FST_PROTO_VIOLATION: 'multipart-invalid',
};

/** Seconds that a caller is asked to wait: the time in which an overload or a lag usually ends. */
const retryAfterSeconds = 1;

/**
 * Turns every error of an app into a problem; what nobody foresaw is logged whole and told as `internal-error`.
 *
 * @param isAway whether an error says that the store of what is read cannot answer now.
 */
export function handleErrors(app: FastifyInstance, isAway: (error: unknown) => boolean): void {
  const methodsOf = rememberMethods(app);
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    if (!isAway(error)) return answerError(error, request, reply);
    request.log.warn({ err: error }, 'the read model does not answer');
    return sendProblem(request, reply, 'read-model-unavailable');
  });
  app.setNotFoundHandler((request, reply) => {
    const methods = methodsOf(pathOf(request));
    if (methods.length === 0) return sendProblem(request, reply, 'route-unknown');
    return sendProblem(request, reply.header('allow', methods.join(', ')), 'method-not-allowed');
  });
}

/** What Fastify refuses before there is a route, such as a path that cannot be decoded. */
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
  if (error instanceof TimedOut) request.log.warn({ err: error }, 'a request took too long');
  else request.log.error({ err: error }, 'a request failed in a way that nobody foresaw');
  return sendProblem(request, reply, 'internal-error');
}

export interface InvalidMember {
  /** Where it stands: `body/name`, `querystring/limit`. */
  readonly path: string;
  readonly message: string;
}

/** @returns a problem to throw. */
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

/** Which methods a path has, to tell a wrong method from a wrong path. */
function rememberMethods(app: FastifyInstance): (path: string) => readonly string[] {
  const routes: { readonly pattern: RegExp; readonly methods: readonly string[] }[] = [];
  app.addHook('onRoute', ({ url, method }) => {
    if (url.includes('*')) return;
    const pattern = new RegExp(`^${url.replaceAll(/[.]/g, '\\.').replaceAll(/:[A-Za-z]+/g, '[^/]+')}$`);
    routes.push({ pattern, methods: [method].flat() });
  });
  return (path) => [...new Set(routes.filter(({ pattern }) => pattern.test(path)).flatMap(({ methods }) => methods))].toSorted();
}
