import { names, networks, onOff, origins, setting, text, whole } from '@ragtime/runtime/config';

const requestsMax = 100_000_000;

/** Settings of the door: who a caller is, and how much one caller may ask. */
export const doorSettings = {
  trustProxy: setting('RAGTIME_TRUST_PROXY', networks, {
    default: undefined,
    reason: 'the proxies in front; the address of a caller is then the one that they name in X-Forwarded-For. Nobody else is believed',
  }),
  requestsPerKey: setting('RAGTIME_REQUESTS_PER_KEY', whole(1, requestsMax), {
    default: '6000',
    reason: 'requests a minute of one API key at each node; more are refused with 429',
    isShared: true,
  }),
  requestsPerAddress: setting('RAGTIME_REQUESTS_PER_ADDRESS', whole(1, requestsMax), {
    default: '3000',
    reason: 'requests a minute without a valid key, from one address (IPv6: one network of 64 bits), at each node',
    isShared: true,
  }),
  limitLoopback: setting('RAGTIME_LIMIT_LOOPBACK', onOff, {
    default: 'off',
    reason: 'whether requests from the same machine are limited too',
    isShared: true,
  }),
  streamsPerKey: setting('RAGTIME_STREAMS_PER_KEY', whole(1, 100_000), {
    default: '100',
    reason: 'event streams that one API key may have open at each node',
    isShared: true,
  }),
  tlsCertFile: setting('RAGTIME_TLS_CERT_FILE', text(/\S/, 'the path of a file'), {
    default: undefined,
    reason: 'the certificate (PEM, with those in between) of the API; with it the API speaks HTTPS alone',
  }),
  tlsKeyFile: setting('RAGTIME_TLS_KEY_FILE', text(/\S/, 'the path of a file'), {
    default: undefined,
    reason: 'the private key (PEM) of that certificate',
  }),
  hostNames: setting('RAGTIME_HOST_NAMES', names, {
    default: undefined,
    reason:
      'the names by which callers may address this server, besides localhost and addresses. A server that listens on this machine alone refuses others',
  }),
  corsOrigins: setting('RAGTIME_CORS_ORIGINS', origins, {
    default: undefined,
    reason: 'the origins whose pages may call the API from a browser, such as https://app.example.org; * lets any page do so',
  }),
  bodyBytesPerSecondMin: setting('RAGTIME_BODY_BYTES_PER_SECOND_MIN', whole(1, 1024 * 1024), {
    default: '256',
    reason: 'a request whose body comes more slowly is ended with 408',
  }),
  bodyStallSeconds: setting('RAGTIME_BODY_STALL_SECONDS', whole(1, 3_600), {
    default: '60',
    reason: 'the time over which that pace is taken: so long the line may stand still',
  }),
};
