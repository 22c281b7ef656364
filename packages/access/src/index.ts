export { type Access, type AccessOptions, startAccess } from './access.ts';
export { apiKeyFrom, makeApiKey, type ReadApiKey, readApiKey } from './api-key.ts';
export { type Action, isAllowed, type Principal } from './principal.ts';
