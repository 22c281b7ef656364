/**
 * Documents that one `RequestParsing` or `CancelParsing` may name. With one superseded run each, that is 200 events, the most that one command may
 * make.
 */
export const documentsPerCommandMax = 100;

/** A sweeper removes uploads without an event after 48 h; an upload older than this is refused, so that the two never meet. */
export const uploadAgeMaxMs = 24 * 60 * 60 * 1_000;

/** Attempts that may end in an error of the task's own. The last of them kills the task. */
export const failedAttemptsMax = 4;
/** After this many lost workers the next attempt runs alone on its worker. */
export const lostWorkersUntilAlone = 3;
/** After this many lost workers the task is dead. */
export const lostWorkersMax = 5;

export const retryDelayBaseMs = 1_000;
export const retryDelayFactor = 4;
export const retryDelayMaxMs = 5 * 60 * 1_000;
/** The share of the delay that chance adds or subtracts at most. */
export const retryJitter = 0.25;

/** Windows of one run. The completion of its plan lists them in one event of at most 256 KiB, at up to 10 bytes each. */
export const windowsPerRunMax = 10_000;

/** Live API keys of one member: removing the member revokes them all in one command of at most 200 events. */
export const apiKeysPerMemberMax = 100;
