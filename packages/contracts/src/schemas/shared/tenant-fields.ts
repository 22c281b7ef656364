import { oneOf } from '../../avro/fields.ts';

export const role1 = oneOf('Role', 'owner', 'admin', 'member');
export const keyScope1 = oneOf('KeyScope', 'read', 'write', 'admin');
