import { createHmac } from 'node:crypto';
import { apiKeyFrom, may, readApiKey } from '@ragtime/access';
import type { ApiKeyId, CreateApiKey, KeyScope, TenantId, UserId } from '@ragtime/domain';
import type { KeyVault } from '@ragtime/key-vault';
import { type Answer, type AnyOutcome, answerOf, isAccepted, refused } from '../answers/answer.ts';
import type { DomainBus } from '../deciding/create-owner.ts';
import type { ApplicationNeeds, Call } from '../ports.ts';
import { derivedCommandId, submissionOf } from '../submission/command-context.ts';

type Needs = Pick<ApplicationNeeds, 'bus' | 'vault' | 'machine'>;

export interface CreateApiKeyRequest {
  readonly tenantId: string;
  readonly label: string;
  readonly scopes: readonly KeyScope[];
  /** Undefined: the caller's own account. */
  readonly userId: UserId | undefined;
  readonly expiresAtMs: number | undefined;
}

export interface CreatedApiKey {
  readonly apiKeyId: ApiKeyId;
  /** The whole key. Nobody can read it again. */
  readonly key: string;
  readonly scopes: readonly KeyScope[];
}

/**
 * Creates an API key. Only an operator may create one that operates the installation. A repeat shows the key again, as long as it was
 * not revoked.
 */
export async function createApiKey(needs: Needs, call: Call, request: CreateApiKeyRequest): Promise<Answer<CreatedApiKey>> {
  const { bus, vault, machine } = needs;
  const tenantId = tenantOf(call, request);
  if (tenantId === undefined) return refused('tenant-unknown');
  const { label, userId, expiresAtMs } = request;
  const scopes = [...new Set(request.scopes)];
  if (scopes.includes('operator') && !may(call.principal, 'operator:give', { kind: 'installation' }))
    return refused('forbidden', { detail: 'only an operator may give the scope operator' });
  if (expiresAtMs !== undefined && expiresAtMs <= machine.clock.nowMs())
    return refused('request-invalid', { errors: [{ path: 'expiresAt', message: 'must lie in the future' }] });
  const { apiKeyId, text, hash } = await keyOf(vault, call.commandId);
  // The hash must be durable before the event that makes the key valid: a key that was shown must work.
  await vault.putCredential(apiKeyId, hash);
  const command = {
    type: 'CreateApiKey',
    tenantId,
    apiKeyId,
    label,
    scopes,
    expiresAtMs,
    userId: userId ?? call.principal.account,
  } as const;
  const outcome = await createOrFind(bus, command, call);
  if (isSurelyWithoutKey(outcome, call)) await vault.removeCredential(apiKeyId);
  return answerOf(outcome, () => ({ apiKeyId, key: text, scopes }));
}

/** The memory of commands holds how a key began. A repeat also asks whether the key still lives. */
async function createOrFind(bus: DomainBus, command: CreateApiKey, call: Call): Promise<AnyOutcome> {
  const outcome = await bus.submit(submissionOf(command, call));
  if (outcome.kind !== 'duplicate') return outcome;
  // The key exists, so this command can only be found unchanged or be rejected.
  const now = await bus.submit(submissionOf(command, { ...call, remembered: false }, { commandId: derivedCommandId(call, 'look') }));
  if (isAccepted(now)) return outcome;
  // The first try was written, so the answer must not say that nothing was.
  return now.kind === 'unavailable' ? { kind: 'unknown', commandId: call.commandId } : now;
}

/**
 * Whether the credential belongs to no key that is alive. A refusal speaks of this try alone: an earlier try under the same idempotency
 * key may have made the key, or may still make it. A credential without a key opens nothing.
 */
const isSurelyWithoutKey = (outcome: AnyOutcome, { remembered }: Call): boolean =>
  (outcome.kind === 'rejected' && outcome.reason === 'api-key-revoked') ||
  (!remembered && (outcome.kind === 'rejected' || outcome.kind === 'unavailable'));

/** Revokes an API key. This node refuses it from the answer on. */
export async function revokeApiKey(
  { bus, vault }: Needs,
  call: Call,
  request: { readonly tenantId: string; readonly apiKeyId: ApiKeyId },
): Promise<Answer<{ readonly apiKeyId: ApiKeyId }>> {
  const tenantId = tenantOf(call, request);
  if (tenantId === undefined) return refused('tenant-unknown');
  const { apiKeyId } = request;
  const answer = answerOf(await bus.submit(submissionOf({ type: 'RevokeApiKey', tenantId, apiKeyId }, call)), () => ({ apiKeyId }));
  if (answer.kind === 'done') await vault.removeCredential(apiKeyId);
  return answer;
}

/** A caller belongs to one tenant; every other tenant is answered as unknown. */
function tenantOf({ principal }: Call, asked: { readonly tenantId: string }): TenantId | undefined {
  return asked.tenantId === principal.tenantId ? principal.tenantId : undefined;
}

/**
 * Derives the key from the command's id and a secret of the installation, so that a repeat after a lost answer shows the same key.
 * The log alone does not reveal the key: the secret lies in the vault.
 */
async function keyOf(vault: KeyVault, commandId: string) {
  const secret = await vault.secret('api-keys');
  const chance = createHmac('sha512', secret).update(commandId).digest();
  const { apiKeyId, text } = apiKeyFrom(chance.subarray(0, 12), chance.subarray(12, 44));
  const read = readApiKey(text);
  if (read === undefined) throw new Error('the derived key has not the form of a key');
  return { apiKeyId, text, hash: read.hash };
}
