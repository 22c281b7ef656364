import { type Client, dataOf } from '@ragtime/client';
import { Command, InvalidArgumentError } from 'commander';
import { clientOf } from '../shared/connection.ts';
import type { CliContext } from '../shared/context.ts';
import { eachOf } from '../shared/each-of.ts';
import { plain } from '../shared/output.ts';
import { everyItem } from '../shared/pages.ts';
import { tableText } from '../shared/table.ts';

type Scope = 'read' | 'write' | 'admin' | 'operator';
const scopes: readonly Scope[] = ['read', 'write', 'admin', 'operator'];

/** @param reset the command that works on a server's folder, so it belongs to the program */
export function keysCommand(context: CliContext, reset: Command): Command {
  return new Command('keys')
    .description('API keys: create, list, revoke, reset')
    .addCommand(createCommand(context))
    .addCommand(listCommand(context))
    .addCommand(revokeCommand(context))
    .addCommand(reset)
    .addHelpText(
      'after',
      `
Examples:
  $ ragtime keys create "the website" --scopes read --expires 2027-01-01T00:00:00Z
  $ ragtime keys list
  $ ragtime keys revoke k7Qm3v9X
  $ ragtime keys reset --data ./data`,
    );
}

function createCommand(context: CliContext): Command {
  return new Command('create')
    .description('creates a key and shows it once')
    .argument('<label>', 'what the key is for')
    .option('--scopes <names>', 'what the key may do, separated by commas: read, write, admin, operator', scopesOf, [
      'read',
    ] as readonly Scope[])
    .option('--expires <time>', 'RFC 3339; never by default', timeOf)
    .option('--json', 'as JSON')
    .action(async (label: string, options: { readonly scopes: readonly Scope[]; readonly expires?: string; readonly json?: true }) => {
      const client = await clientOf(context);
      const created = await dataOf(
        client.api.POST('/v1/tenants/{tenantId}/api-keys', {
          params: { path: { tenantId: await tenantOf(client) } },
          body: { label, scopes: [...options.scopes], ...(options.expires === undefined ? {} : { expiresAt: options.expires }) },
        }),
      );
      if (options.json === true) return context.output.json(created);
      context.output.print(created.key);
      context.output.note(`The key is shown only now. It may ${created.scopes.join(', ')}; its id is ${created.apiKeyId}.`);
    });
}

function listCommand(context: CliContext): Command {
  return new Command('list')
    .description('lists the valid keys')
    .option('--revoked', 'also lists revoked and expired keys')
    .option('--json', 'as JSON')
    .action(async ({ revoked, json }: { readonly revoked?: true; readonly json?: true }) => {
      const { output } = context;
      const client = await clientOf(context);
      const path = { tenantId: await tenantOf(client) };
      const withRevoked = revoked === true ? 'true' : 'false';
      const items = await everyItem(
        async (cursor) =>
          await dataOf(
            client.api.GET('/v1/tenants/{tenantId}/api-keys', { params: { path, query: { limit: 200, withRevoked, ...cursor } } }),
          ),
      );
      if (json === true) return output.json({ items });
      const rows = items.map(({ apiKeyId, label, scopes: may, createdAt, expiresAt, revokedAt }) => [
        apiKeyId,
        plain(label),
        may.join(','),
        createdAt,
        revokedAt === undefined ? (expiresAt ?? 'never') : `revoked ${revokedAt}`,
      ]);
      output.print(
        tableText(output, [{ title: 'id' }, { title: 'label' }, { title: 'may' }, { title: 'created' }, { title: 'expires' }], rows),
      );
    });
}

function revokeCommand(context: CliContext): Command {
  return new Command('revoke')
    .description('revokes keys; within two seconds no server accepts them any more')
    .argument('<ids...>', 'ids from the list')
    .option('--json', 'as JSON')
    .action(async (ids: string[], { json }: { readonly json?: true }) => {
      const client = await clientOf(context);
      const tenantId = await tenantOf(client);
      await eachOf(ids, 1, async (apiKeyId) => {
        await dataOf(client.api.DELETE('/v1/tenants/{tenantId}/api-keys/{apiKeyId}', { params: { path: { tenantId, apiKeyId } } }));
        if (json !== true) context.output.print(`${apiKeyId} revoked`);
      });
      if (json === true) context.output.json({ revoked: ids });
    });
}

const tenantOf = async ({ api }: Client): Promise<string> => (await dataOf(api.GET('/v1/users/me'))).tenantId;

function scopesOf(text: string): readonly Scope[] {
  const given = text.split(',').map((name) => name.trim());
  const known = scopes.filter((scope) => given.includes(scope));
  if (known.length !== new Set(given).size) throw new InvalidArgumentError(`They are ${scopes.join(', ')}.`);
  return known;
}

function timeOf(text: string): string {
  const atMs = Date.parse(text);
  if (Number.isNaN(atMs)) throw new InvalidArgumentError('It must be a time such as 2027-01-01T00:00:00Z.');
  return new Date(atMs).toISOString();
}
