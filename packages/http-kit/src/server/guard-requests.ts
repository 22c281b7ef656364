import type { FastifyInstance, FastifyRequest } from 'fastify';
import { invalidRequest } from '../problems/handle-errors.ts';
import { ProblemError } from '../problems/problem-error.ts';
import { unstorable } from '../values/storable.ts';
import './declarations.ts';

/** Refuses for all routes: encoded bodies, parameters and bodies that the route does not declare, and texts that no store can hold. */
export function guardRequests(app: FastifyInstance): void {
  app.addHook('onRequest', async ({ headers }) => {
    const coding = headers['content-encoding'];
    if (coding === undefined || coding.toLowerCase() === 'identity') return;
    throw new ProblemError('media-type-unsupported', { detail: `bodies are read as they are, not in the coding ${coding}` });
  });
  app.addHook('preValidation', async (request) => {
    const { schema, config, url } = request.routeOptions;
    // Routes outside the API, such as the files of a page, may have any query.
    if (url?.startsWith('/v1/') !== true) return;
    const [parameter] = schema?.querystring === undefined ? Object.keys(request.query as object) : [];
    if (parameter !== undefined) throw invalidRequest({ path: 'querystring', message: `Unrecognized key: "${parameter}"` });
    if (schema?.body === undefined && config.bodies === undefined && hasMembers(request))
      throw invalidRequest({ path: 'body', message: 'is nothing that this route reads' });
    const odd = unstorable(request.body, 'body') ?? unstorable(request.query, 'querystring');
    if (odd !== undefined) throw invalidRequest(odd);
  });
}

const hasMembers = ({ body }: FastifyRequest): boolean =>
  body !== undefined && body !== null && (typeof body !== 'object' || Object.keys(body).length > 0);
