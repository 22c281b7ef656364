import type { DomainBus } from '@ragtime/application';
import type { Tracing } from '@ragtime/runtime';

/** Records a span for each command that belongs to a trace, in this process or another; the records of the command carry the span on. */
export const tracedBus = ({ submit }: DomainBus, tracing: Tracing): DomainBus => ({
  async submit(submission) {
    const { command, commandId, traceParent } = submission;
    if (traceParent === undefined) return await submit(submission);
    const span = tracing.begin(`decide ${command.type}`, { parent: traceParent, attributes: { 'ragtime.command.id': commandId } });
    try {
      const outcome = await submit({ ...submission, traceParent: span.traceParent });
      span.set({ 'ragtime.outcome': outcome.kind });
      span.end();
      return outcome;
    } catch (error) {
      span.end(error instanceof Error ? error.message : 'it threw no error');
      throw error;
    }
  },
});
