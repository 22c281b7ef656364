import { clientSettings } from '@ragtime/cli';
import { logLevelNames } from '@ragtime/runtime';
import { bytes, type ConfigOf, httpUrl, namesOf, oneOf, onOff, port, setting, text, whole } from '@ragtime/runtime/config';
import { doorSettings } from './door-settings.ts';
import { serverSettings } from './server-settings.ts';

export const roleNames = [
  'command-api',
  'query-api',
  'operations-api',
  'read-projector',
  'search-projector',
  'orchestrator',
  'parse-worker',
  'console',
] as const;

const gibibyte = 1024 ** 3;

/** Every value that an operator can set. */
export const settings = {
  profile: setting('RAGTIME_PROFILE', oneOf(['embedded', 'distributed']), {
    default: 'embedded',
    reason: 'embedded keeps everything in one folder of this machine; distributed uses Kafka, Postgres, OpenSearch and S3',
  }),
  dataFolder: clientSettings.dataFolder,
  host: setting('RAGTIME_HOST', text(/^[A-Za-z0-9.:_-]+$/, 'an address or a host name'), {
    default: '127.0.0.1',
    reason: 'the address that the APIs listen on; 0.0.0.0 opens them to the network',
  }),
  port: setting('RAGTIME_PORT', port, { default: '9300', reason: 'the port of the native API' }),
  apiKey: clientSettings.apiKey,
  url: clientSettings.url,
  roles: setting('RAGTIME_ROLES', namesOf(roleNames), {
    default: roleNames.join(','),
    reason: 'the roles that this process plays; all of them when one process is enough',
  }),
  uploadBytesMax: setting('RAGTIME_UPLOAD_BYTES_MAX', bytes(1, 1024 * gibibyte), {
    default: '4 GiB',
    reason: 'larger uploads are refused with 413',
    isShared: true,
  }),
  snapshotRecords: setting('RAGTIME_SNAPSHOT_RECORDS', whole(10, 10_000_000), {
    default: '10000',
    reason: 'records of a partition between two snapshots of its state: fewer records make starts shorter and write more',
    isShared: true,
  }),
  ...doorSettings,
  ...serverSettings,
  samples: setting('RAGTIME_SAMPLES', onOff, {
    default: 'on',
    reason: 'whether the first start on an empty folder ingests the sample documents',
  }),
  traceUrl: setting('RAGTIME_TRACE_URL', httpUrl, {
    default: undefined,
    reason: 'the address of the OpenTelemetry collector that gets the traces (OTLP over HTTP), such as http://collector:4318/v1/traces',
    isShared: true,
  }),
  tracePercent: setting('RAGTIME_TRACE_PERCENT', whole(0, 100), {
    default: '100',
    reason: 'the percentage of requests that are traced, among those that come without a trace of their own',
    isShared: true,
  }),
  logLevel: setting('RAGTIME_LOG_LEVEL', oneOf(logLevelNames), {
    default: 'info',
    reason: 'the least important level that is logged; the level of a part can be changed while the process runs',
    isShared: true,
  }),
  logFile: setting('RAGTIME_LOG_FILE', text(/\S/, 'the path of a file'), {
    default: undefined,
    reason: 'a log file to use instead of the standard output. A full file is followed by a new one; the last five full files are kept',
  }),
  logFileBytes: setting('RAGTIME_LOG_FILE_BYTES', bytes(64 * 1024, 64 * gibibyte), {
    default: '64 MiB',
    reason: 'the size at which a log file is full',
  }),
};

export type SettingName = keyof typeof settings;
export type Config = ConfigOf<typeof settings>;
export type Role = (typeof roleNames)[number];
