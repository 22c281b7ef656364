import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import { type Logger, type Machine, randomUuid } from '@ragtime/runtime';
import fastify, { type FastifyInstance } from 'fastify';
import {
  jsonSchemaTransform,
  jsonSchemaTransformObject,
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from 'fastify-type-provider-zod';
import type { Access } from '../access/access.ts';
import { encodePositions } from '../positions/read-gate.ts';
import type { ShownPositions } from '../positions/shown-positions.ts';
import { handleErrors } from '../problems/handle-errors.ts';
import { limitRates, type RateLimits } from './limit-rates.ts';
import { requireAccess } from './require-access.ts';
import './declarations.ts';

export interface HttpServerOptions {
  readonly machine: Machine;
  readonly logger: Logger;
  readonly access: Access;
  readonly shown: ShownPositions;
  readonly version: string;
  readonly rateLimits: RateLimits;
  /** Of a JSON body. Uploads have a limit of their own. Default 1 MiB. */
  readonly bodyBytesMax?: number;
}

export type HttpServer = FastifyInstance<
  import('node:http').Server,
  import('node:http').IncomingMessage,
  import('node:http').ServerResponse,
  Logger,
  ZodTypeProvider
>;

const mebibyte = 1024 * 1024;

/** An app that both APIs add their routes to: it knows who asks, answers every error as a problem and describes itself. Not listening yet. */
export async function createHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { machine, logger, access, shown, version, rateLimits, bodyBytesMax = mebibyte } = options;
  const app: HttpServer = fastify({
    loggerInstance: logger,
    disableRequestLogging: true,
    bodyLimit: bodyBytesMax,
    genReqId: () => randomUuid(machine.random),
    // A client that sends a body slower than this holds a socket for nothing; uploads send steadily and have no such limit.
    connectionTimeout: 0,
    requestTimeout: 0,
    keepAliveTimeout: 72_000,
    forceCloseConnections: 'idle',
    return503OnClosing: true,
    routerOptions: { maxParamLength: 512, ignoreTrailingSlash: false },
    frameworkErrors: undefined as never,
  }).withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  handleErrors(app as unknown as FastifyInstance);
  requireAccess(app as unknown as FastifyInstance, access);
  app.decorateReply('statePositions', function statePositions(positions) {
    this.header('ragtime-position', encodePositions(positions));
    if (this.request.principal !== undefined) shown.note(this.request.principal, positions);
  });
  app.addHook('onSend', async (request, reply) => {
    reply.header('x-content-type-options', 'nosniff');
    reply.header('ragtime-request-id', request.id);
  });
  await limitRates(app as unknown as FastifyInstance, rateLimits);
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Ragtime',
        version,
        description: 'Documents in, answers with their sources out. Every write is an event; every answer says the position it holds at.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer', description: 'An API key: rt_…' } } },
      security: [{ bearer: [] }],
    },
    transform: jsonSchemaTransform,
    transformObject: jsonSchemaTransformObject,
  });
  await app.register(swaggerUi, { routePrefix: '/docs', staticCSP: true });
  return app;
}
