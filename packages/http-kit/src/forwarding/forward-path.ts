/** Where a node takes commands that another one forwards. */
export const forwardPath = '/internal/commands';
