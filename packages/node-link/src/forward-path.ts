/** Where a node takes commands that another one forwards. */
export const forwardPath = '/internal/commands';

/** Where a node takes any other call, by its name. */
export const callPath = (name: string): string => `/internal/calls/${name}`;
