import { networks, onOff, setting, whole } from '@ragtime/runtime/config';

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
};
