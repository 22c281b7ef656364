import { attemptExpired1 } from './document/AttemptExpired.1.ts';
import { attemptExpired2 } from './document/AttemptExpired.2.ts';
import { attemptFailed1 } from './document/AttemptFailed.1.ts';
import { attemptFailed2 } from './document/AttemptFailed.2.ts';
import { attemptStarted1 } from './document/AttemptStarted.1.ts';
import { attemptStarted2 } from './document/AttemptStarted.2.ts';
import { chunkAdded1 } from './document/ChunkAdded.1.ts';
import { chunkDeleted1 } from './document/ChunkDeleted.1.ts';
import { chunkEdited1 } from './document/ChunkEdited.1.ts';
import { datasetAbandoned1 } from './document/DatasetAbandoned.1.ts';
import { datasetClosed1 } from './document/DatasetClosed.1.ts';
import { datasetCreated1 } from './document/DatasetCreated.1.ts';
import { datasetDescribed1 } from './document/DatasetDescribed.1.ts';
import { datasetNameFenced1 } from './document/DatasetNameFenced.1.ts';
import { datasetRenamed1 } from './document/DatasetRenamed.1.ts';
import { datasetRunRequested1 } from './document/DatasetRunRequested.1.ts';
import { datasetSettingsChanged1 } from './document/DatasetSettingsChanged.1.ts';
import { deadLetterDiscarded1 } from './document/DeadLetterDiscarded.1.ts';
import { documentDeleted1 } from './document/DocumentDeleted.1.ts';
import { documentDisabled1 } from './document/DocumentDisabled.1.ts';
import { documentEnabled1 } from './document/DocumentEnabled.1.ts';
import { documentMetadataReplaced1 } from './document/DocumentMetadataReplaced.1.ts';
import { documentParsed1 } from './document/DocumentParsed.1.ts';
import { documentParsed2 } from './document/DocumentParsed.2.ts';
import { documentRegistered1 } from './document/DocumentRegistered.1.ts';
import { documentRenamed1 } from './document/DocumentRenamed.1.ts';
import { documentRevised1 } from './document/DocumentRevised.1.ts';
import { erasureCompleted1 } from './document/ErasureCompleted.1.ts';
import { parsingRequested1 } from './document/ParsingRequested.1.ts';
import { runCancelled1 } from './document/RunCancelled.1.ts';
import { runCancelled2 } from './document/RunCancelled.2.ts';
import { runEnded1 } from './document/RunEnded.1.ts';
import { runEnded2 } from './document/RunEnded.2.ts';
import { runFailed1 } from './document/RunFailed.1.ts';
import { runFailed2 } from './document/RunFailed.2.ts';
import { storeErased1 } from './document/StoreErased.1.ts';
import { taskCompleted1 } from './document/TaskCompleted.1.ts';
import { taskCompleted2 } from './document/TaskCompleted.2.ts';
import { taskDied1 } from './document/TaskDied.1.ts';
import { taskDied2 } from './document/TaskDied.2.ts';
import { causeSettled1 } from './log/CauseSettled.1.ts';
import { clockAccepted1 } from './log/ClockAccepted.1.ts';
import { logBegun1 } from './log/LogBegun.1.ts';
import { logRefolded1 } from './log/LogRefolded.1.ts';
import { apiKeyCreated1 } from './tenant/ApiKeyCreated.1.ts';
import { apiKeyCreated2 } from './tenant/ApiKeyCreated.2.ts';
import { apiKeyRevoked1 } from './tenant/ApiKeyRevoked.1.ts';
import { datasetNameReleased1 } from './tenant/DatasetNameReleased.1.ts';
import { datasetNameReserved1 } from './tenant/DatasetNameReserved.1.ts';
import { emailReleased1 } from './tenant/EmailReleased.1.ts';
import { emailReserved1 } from './tenant/EmailReserved.1.ts';
import { memberAdded1 } from './tenant/MemberAdded.1.ts';
import { memberRemoved1 } from './tenant/MemberRemoved.1.ts';
import { memberRoleChanged1 } from './tenant/MemberRoleChanged.1.ts';
import { tenantCreated1 } from './tenant/TenantCreated.1.ts';
import { tenantRenamed1 } from './tenant/TenantRenamed.1.ts';
import { userRegistered1 } from './tenant/UserRegistered.1.ts';
import { userRenamed1 } from './tenant/UserRenamed.1.ts';

/**
 * Every shape that every event has had, the newest last. A released shape never changes and is never removed.
 *
 * A new event: its type in the domain, `<topic>/<Event>.1.ts`, a line here, then `pnpm schema-ids`. Another shape of an event: the
 * same with `<Event>.2.ts`. The compiler compares the domain with the newest shape. The older shape is read as the newer one by Avro
 * (fields that are new are optional), or by the function that `upcastFrom` puts beside the newer one. A test checks that every value
 * of a shape can be read as the next. For both: a step in the golden log's story, then `pnpm golden-log`.
 */
export const eventSchemas = {
  LogBegun: [logBegun1],
  CauseSettled: [causeSettled1],
  LogRefolded: [logRefolded1],
  ClockAccepted: [clockAccepted1],
  EmailReserved: [emailReserved1],
  EmailReleased: [emailReleased1],
  UserRegistered: [userRegistered1],
  UserRenamed: [userRenamed1],
  TenantCreated: [tenantCreated1],
  TenantRenamed: [tenantRenamed1],
  MemberAdded: [memberAdded1],
  MemberRoleChanged: [memberRoleChanged1],
  MemberRemoved: [memberRemoved1],
  ApiKeyCreated: [apiKeyCreated1, apiKeyCreated2],
  ApiKeyRevoked: [apiKeyRevoked1],
  DatasetNameReserved: [datasetNameReserved1],
  DatasetNameReleased: [datasetNameReleased1],
  DatasetCreated: [datasetCreated1],
  DatasetAbandoned: [datasetAbandoned1],
  DatasetRenamed: [datasetRenamed1],
  DatasetNameFenced: [datasetNameFenced1],
  DatasetDescribed: [datasetDescribed1],
  DatasetSettingsChanged: [datasetSettingsChanged1],
  DatasetClosed: [datasetClosed1],
  DocumentRegistered: [documentRegistered1],
  DocumentRevised: [documentRevised1],
  DocumentRenamed: [documentRenamed1],
  DocumentMetadataReplaced: [documentMetadataReplaced1],
  DocumentEnabled: [documentEnabled1],
  DocumentDisabled: [documentDisabled1],
  DocumentDeleted: [documentDeleted1],
  ParsingRequested: [parsingRequested1],
  DatasetRunRequested: [datasetRunRequested1],
  AttemptStarted: [attemptStarted1, attemptStarted2],
  TaskCompleted: [taskCompleted1, taskCompleted2],
  AttemptFailed: [attemptFailed1, attemptFailed2],
  AttemptExpired: [attemptExpired1, attemptExpired2],
  TaskDied: [taskDied1, taskDied2],
  RunFailed: [runFailed1, runFailed2],
  RunCancelled: [runCancelled1, runCancelled2],
  RunEnded: [runEnded1, runEnded2],
  DocumentParsed: [documentParsed1, documentParsed2],
  DeadLetterDiscarded: [deadLetterDiscarded1],
  ChunkAdded: [chunkAdded1],
  ChunkEdited: [chunkEdited1],
  ChunkDeleted: [chunkDeleted1],
  StoreErased: [storeErased1],
  ErasureCompleted: [erasureCompleted1],
} as const;
