/** Highest first: what goes first, first. */
export const priorities = ['high', 'normal', 'background'] as const;
export type Priority = (typeof priorities)[number];
