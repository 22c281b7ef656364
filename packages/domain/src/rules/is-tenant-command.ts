import type { DomainCommand, TenantTopicCommand } from '../topics.ts';

const tenantCommands: Readonly<Record<TenantTopicCommand['type'], true>> = {
  ReserveEmail: true,
  ReleaseEmail: true,
  RegisterUser: true,
  RenameUser: true,
  CreateTenant: true,
  RenameTenant: true,
  AddMember: true,
  ChangeMemberRole: true,
  RemoveMember: true,
  CreateApiKey: true,
  RevokeApiKey: true,
  ReserveDatasetName: true,
  ReleaseDatasetName: true,
};

/** Whether it is decided over the topic of tenants; any other is decided over that of documents. */
export const isTenantCommand = (command: DomainCommand): command is TenantTopicCommand => Object.hasOwn(tenantCommands, command.type);
