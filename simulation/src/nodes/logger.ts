export const quietLogger = { info: () => undefined, warn: () => undefined, error: () => undefined };
