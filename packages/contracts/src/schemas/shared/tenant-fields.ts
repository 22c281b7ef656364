import { oneOf } from '../../avro/fields.ts';

export const role1 = oneOf('Role', 'owner', 'admin', 'member');
export const keyScope1 = oneOf('KeyScope', 'read', 'write', 'admin');
/** With the right to operate the installation, which was part of `admin` before. */
export const keyScope2 = oneOf('KeyScope', 'read', 'write', 'admin', 'operator');
