import type { Decision } from '../../decision.ts';
import type { TenantEntities } from '../../entities.ts';
import type { RegisterUser, ReleaseEmail, RenameUser, ReserveEmail } from '../../identity/commands.ts';
import { decideIdentity } from '../../identity/decide.ts';
import type { Scope } from '../../scope.ts';
import type { TenantCommand } from '../../tenant/commands.ts';
import { decideTenant } from '../../tenant/decide.ts';
import { type CommandRow, type CommandRows, commandRowOf, commandRows, type ScopeKey, type Targets } from '../rows.ts';
import type { TenantRejection, TenantTopicCommand, TenantTopicEvent } from '../types.ts';
import { apiKey, datasetName, email, tenant, user } from './subjects.ts';

type Rows<Command extends TenantTopicCommand> = CommandRows<Command, TenantTopicEvent, TenantEntities, TenantRejection>;

const rows = <Command extends TenantTopicCommand>(
  scope: (command: Command) => ScopeKey,
  decide: (command: Command, scope: Scope<TenantEntities>) => Decision<TenantTopicEvent, TenantRejection>,
  targets: Targets<Command>,
): Rows<Command> => commandRows<Command, TenantTopicEvent, TenantEntities, TenantRejection>(scope, decide, targets);

const ofEmail = rows<ReserveEmail | ReleaseEmail>(email, decideIdentity, {
  ReserveEmail: email,
  ReleaseEmail: email,
});

const ofUser = rows<RegisterUser | RenameUser>(user, decideIdentity, {
  RegisterUser: user,
  RenameUser: user,
});

const ofTenant = rows<TenantCommand>(tenant, decideTenant, {
  CreateTenant: tenant,
  RenameTenant: tenant,
  AddMember: tenant,
  ChangeMemberRole: tenant,
  RemoveMember: tenant,
  CreateApiKey: apiKey,
  RevokeApiKey: apiKey,
  ReserveDatasetName: datasetName,
  ReleaseDatasetName: datasetName,
});

/** The commands of `ragtime.tenant.events`: the scope and the subject of each, and the decider. */
export const tenantCommands: Rows<TenantTopicCommand> = { ...ofEmail, ...ofUser, ...ofTenant };

export const tenantCommand = (
  command: TenantTopicCommand,
): CommandRow<TenantTopicCommand, TenantTopicEvent, TenantEntities, TenantRejection> =>
  commandRowOf<TenantTopicCommand, TenantTopicEvent, TenantEntities, TenantRejection>(tenantCommands, command);
