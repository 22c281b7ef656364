import type { RoleHealth } from '@ragtime/http-kit';

/** How the roles of a part of this process are now. */
export type Healths = () => readonly RoleHealth[];
