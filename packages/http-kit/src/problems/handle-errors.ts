import { type ProblemCode, problemOf } from '@ragtime/contracts';
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
  FST_REQ_FILE_TOO_LARGE: 'body-too-large',
  FST_INVALID_MULTIPART_CONTENT_TYPE: 'media-type-unsupported',
  FST_FILES_LIMIT: 'multipart-invalid',
  FST_PARTS_LIMIT: 'multipart-invalid',
  FST_FIELDS_LIMIT: 'multipart-invalid',
  FST_PROTO_VIOLATION: 'multipart-invalid',
};

/** Seconds that a caller is asked to wait: the time in which an overload or a lag usually ends. */
const retryAfterSeconds = 1;

/** Turns every error of an app into a problem; what nobody foresaw is logged whole and told as `internal-error`. */
export function handleErrors(app: FastifyInstance): void {
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    if (error instanceof ProblemError) return send(request, reply, error.code, error.members);
    if (hasZodFastifySchemaValidationErrors(error)) {
      const errors = error.validation.map(({ instancePath, message }) => ({
        path: `${error.validationContext ?? 'request'}${instancePath}`,
        message: message ?? 'is not as it must be',
      }));
      return send(request, reply, 'request-invalid', {
        detail: errors.map(({ path, message }) => `${path}: ${message}`).join('; '),
        errors,
      });
    }
    const known = fastifyCodes[error.code] ?? (error instanceof SyntaxError && error.statusCode === 400 ? 'request-invalid' : undefined);
    if (known !== undefined) return send(request, reply, known, { detail: error.message });
    if (error.statusCode === 429) return send(request, reply, 'rate-limited');
    if (error.statusCode !== undefined && error.statusCode < 500) return send(request, reply, 'request-invalid', { detail: error.message });
    request.log.error({ err: error }, 'a request failed in a way that nobody foresaw');
    return send(request, reply, 'internal-error');
  });
  app.setNotFoundHandler((request, reply) => send(request, reply, 'route-unknown'));
}

function send(request: FastifyRequest, reply: FastifyReply, code: ProblemCode, members: Readonly<Record<string, unknown>> = {}) {
  const { status, retryAfter } = problemOf(code);
  if (retryAfter === true && reply.getHeader('retry-after') === undefined) reply.header('retry-after', retryAfterSeconds);
  if (status === 401) reply.header('www-authenticate', 'Bearer');
  const [path = request.url] = request.url.split('?', 1);
  return reply
    .code(status)
    .type('application/problem+json')
    .serializer((body) => JSON.stringify(body))
    .send(problemBody(code, path, members));
}
