/** Fixed for life, and the most owners that a topic can have. No release changes it in an existing log. */
export const eventPartitions = 12;

/** Every topic of the log and of signals. What an event topic holds is in its row of `eventTopics`. */
export const topics = {
  tenantEvents: 'ragtime.tenant.events',
  documentEvents: 'ragtime.document.events',
  taskProgress: 'ragtime.task.progress',
  tasks: 'ragtime.tasks',
  schemas: 'ragtime.schemas',
} as const;
