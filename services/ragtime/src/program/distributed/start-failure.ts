import { BlobsUnavailable, BucketUnfit } from '@ragtime/blob-store';
import { isDatabaseAway, ServerTooOld } from '@ragtime/database';
import { SessionUnavailable } from '@ragtime/event-log';
import { isBrokerAway, TopicUnfit } from '@ragtime/event-log-kafka';
import { VaultAway } from '@ragtime/key-vault';
import { DatabaseVaultMissing, MasterKeyWrong } from '@ragtime/key-vault/database';
import { StartFailure } from '../start-failure.ts';

/** Gives a sentence to each error that an operator of servers can mend. It returns any other error unchanged. */
export function asServerFailure(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { message } = error;
  if (error instanceof TopicUnfit) return new StartFailure('topic-mismatch', message, { cause: error });
  if (error instanceof DatabaseVaultMissing) return new StartFailure('vault-missing', message, { cause: error });
  if (error instanceof MasterKeyWrong) return new StartFailure('vault-unreadable', message, { cause: error });
  if (error instanceof BucketUnfit || error instanceof ServerTooOld) return new StartFailure('server-unfit', message, { cause: error });
  const away = serverAway(error);
  return away === undefined ? error : new StartFailure('server-unavailable', `${away} cannot be reached: ${message}`, { cause: error });
}

/** The server that a start could not reach. */
function serverAway(error: unknown): string | undefined {
  if (error instanceof VaultAway) return 'the database of the key vault (RAGTIME_VAULT_URL)';
  if (error instanceof BlobsUnavailable) return 'the blob store (RAGTIME_S3_ENDPOINT)';
  if (error instanceof SessionUnavailable || isBrokerAway(error)) return 'the brokers (RAGTIME_KAFKA_BROKERS)';
  return isDatabaseAway(error) ? 'a database (RAGTIME_DATABASE_URL or RAGTIME_VAULT_URL)' : undefined;
}
