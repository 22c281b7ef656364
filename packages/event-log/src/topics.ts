/** Fixed for life: at most so many owners. Growing is export and import into new topics. */
export const eventPartitions = 12;

export const topics = {
  tenantEvents: 'ragtime.tenant.events',
  documentEvents: 'ragtime.document.events',
  taskProgress: 'ragtime.task.progress',
  tasks: 'ragtime.tasks',
  deadLetters: 'ragtime.dead-letters',
  schemas: 'ragtime.schemas',
} as const;

export type EventTopic = typeof topics.tenantEvents | typeof topics.documentEvents;
