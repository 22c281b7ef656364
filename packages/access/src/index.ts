export { type Access, type AccessOptions, startAccess } from './access.ts';
export { apiKeyFrom, makeApiKey, type ReadApiKey, readApiKey } from './api-key.ts';
export { type Action, type InstallationAction, may, ownResource, type Resource } from './may.ts';
export { actorOf, credentialOf, type Principal } from './principal.ts';
export { AccessEnded, type AccessState, followStanding, type Standing } from './standing.ts';
