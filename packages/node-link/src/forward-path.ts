/** A node receives forwarded commands at this path. */
export const forwardPath = '/internal/commands';

/** A node receives a call of this name at this path. */
export const callPath = (name: string): string => `/internal/calls/${name}`;
