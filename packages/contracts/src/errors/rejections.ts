import type { Problem } from './entry.ts';

/** The words with which the domain refuses a command. */
export const rejections = {
  'dataset-unknown': { status: 404, title: 'There is no such dataset' },
  'document-unknown': { status: 404, title: 'There is no such document' },
  'chunk-unknown': { status: 404, title: 'The document has no such passage' },
  'dead-letter-unknown': { status: 404, title: 'There is no such dead letter' },
  'tenant-unknown': { status: 404, title: 'There is no such tenant' },
  'user-unknown': { status: 404, title: 'There is no such user' },
  'member-unknown': { status: 404, title: 'The user is no member of this tenant' },
  'api-key-unknown': { status: 404, title: 'There is no such API key' },
  'document-exists': { status: 409, title: 'A document of this name is there already' },
  'run-superseded': { status: 409, title: 'Another run has taken the place of this one' },
  'task-unknown': { status: 409, title: 'The run has no such task' },
  'attempt-superseded': { status: 409, title: 'The attempt is no longer the one that counts' },
  'upload-expired': { status: 409, title: 'The upload is older than 24 hours' },
} as const satisfies Readonly<Record<string, Problem>>;
