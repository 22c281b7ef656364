import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Access } from '@ragtime/access';
import { type Logger, type Machine, noTracing, randomUuid, type Tracing } from '@ragtime/runtime';
import fastify, { type FastifyHttpOptions, type FastifyInstance, LogController } from 'fastify';
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import { serveDocs } from '../docs/serve-docs.ts';
import { type HealthOptions, serveHealth } from '../health/serve-health.ts';
import { type MetricsOptions, serveMetrics } from '../metrics/serve-metrics.ts';
import { encodePositions } from '../positions/read-gate.ts';
import type { ShownPositions } from '../positions/shown-positions.ts';
import { answerError, handleErrors } from '../problems/handle-errors.ts';
import { allowOrigins } from './allow-origins.ts';
import { answerUnreadable } from './answer-unreadable.ts';
import { awaitContinue } from './await-continue.ts';
import { checkHost } from './check-host.ts';
import { drainOnClose } from './drain.ts';
import { type BodyPace, defaultBodyPace, endSlowBodies } from './end-slow-bodies.ts';
import { guardRequests } from './guard-requests.ts';
import { holdAccess } from './hold-access.ts';
import { limitRates, type RateLimits } from './limit-rates.ts';
import { limitStreams } from './limit-streams.ts';
import { logRequests } from './log-requests.ts';
import { noticeHangUps } from './notice-hang-ups.ts';
import { readJson } from './read-json.ts';
import { requireAccess } from './require-access.ts';
import { traceRequests } from './trace-requests.ts';
import './declarations.ts';

export interface HttpServerOptions extends HealthOptions, MetricsOptions {
  readonly machine: Machine;
  readonly logger: Logger;
  readonly access: Access;
  readonly shown: ShownPositions;
  readonly version: string;
  readonly rateLimits: RateLimits;
  /** Addresses and networks of proxies whose `X-Forwarded-For` is believed. Default: none. */
  readonly trustedProxies?: readonly string[];
  /** The number of event streams that one credential may have open. Default: no limit. */
  readonly streamsPerKeyMax?: number;
  /** Default: nothing is traced. */
  readonly tracing?: Tracing;
  /** Whether an error means that the store of the read model cannot answer now. Default: no error does. */
  readonly isReadModelAway?: (error: unknown) => boolean;
  /** The folder with one page for each error code. */
  readonly errorPages: string;
  /** The limit of a JSON body, 1 MiB by default. Uploads have a limit of their own. */
  readonly bodyBytesMax?: number;
  /** Default: 256 bytes a second, over 60 seconds. */
  readonly bodyPace?: BodyPace;
  /** The certificate of the server with its key (PEM). With it, the server speaks HTTPS alone. Default: plain HTTP. */
  readonly tls?: { readonly cert: string; readonly key: string } | undefined;
  /** The names of this server. Default: any name is accepted. */
  readonly hostNames?: readonly string[] | undefined;
  /** The origins whose pages may call the API from a browser. Default: none. */
  readonly origins?: readonly string[];
}

export type HttpServer = FastifyInstance<Server, IncomingMessage, ServerResponse, Logger, ZodTypeProvider>;

const mebibyte = 1024 * 1024;
/** A client that sends its head byte by byte occupies a connection no longer than this. */
const headMsMax = 20_000;

/**
 * Makes the app to which the APIs add their routes. It authenticates callers, answers every error as a problem, and describes
 * its routes. `listen` opens it. `close` waits for running answers and ends those that never end by themselves.
 */
export async function createHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { machine, logger, access, shown, rateLimits, bodyBytesMax = mebibyte, trustedProxies = [] } = options;
  const ofLines = { headersTimeout: headMsMax, connectionsCheckingInterval: 5_000 };
  const app = fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: bodyBytesMax,
    trustProxy: trustedProxies.length === 0 ? false : [...trustedProxies],
    // A start may take long while another role reads a long log. The caller that waits for the start notices a plugin that hangs.
    pluginTimeout: 120_000,
    genReqId: () => randomUuid(machine.random),
    // A slow upload may take as long as it needs. The time for the head and the pace of a body are limited.
    requestTimeout: 0,
    ...(options.tls === undefined ? { http: ofLines } : { https: { ...ofLines, ...options.tls } }),
    keepAliveTimeout: 72_000,
    forceCloseConnections: 'idle',
    return503OnClosing: true,
    routerOptions: { maxParamLength: 512 },
    frameworkErrors: (error, request, reply) => {
      // No hook runs before a route was found.
      reply.headers({ 'x-content-type-options': 'nosniff', 'ragtime-request-id': request.id });
      answerError(error, request as never, reply as never);
    },
    clientErrorHandler: answerUnreadable,
  } as FastifyHttpOptions<Server, Logger>).withTypeProvider<ZodTypeProvider>() as HttpServer;
  const plain = app as unknown as FastifyInstance;
  readJson(plain);
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  drainOnClose(plain, machine);
  noticeHangUps(plain);
  endSlowBodies(plain, machine, options.bodyPace ?? defaultBodyPace);
  traceRequests(plain, options.tracing ?? noTracing);
  logRequests(plain);
  handleErrors(plain, options.isReadModelAway ?? (() => false));
  checkHost(plain, options.hostNames);
  await allowOrigins(plain, options.origins ?? []);
  requireAccess(plain, access, await limitRates(plain, rateLimits));
  holdAccess(plain, access, machine);
  limitStreams(plain, options.streamsPerKeyMax ?? Number.POSITIVE_INFINITY);
  guardRequests(plain);
  awaitContinue(plain);
  app.decorateReply('statePositions', function statePositions(positions) {
    this.header('ragtime-position', encodePositions(positions));
    if (this.request.principal !== undefined) shown.note(this.request.principal, positions);
  });
  app.addHook('onSend', async (request, reply) => {
    reply.header('x-content-type-options', 'nosniff').header('ragtime-request-id', request.id);
  });
  await serveDocs(plain, options);
  serveHealth(plain, options);
  serveMetrics(plain, options);
  return app;
}
