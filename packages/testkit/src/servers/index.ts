export { type StartedKafka, startKafka } from './kafka.ts';
export { type Servers, servers } from './servers.ts';
