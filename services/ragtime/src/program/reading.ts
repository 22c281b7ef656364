import { availableParallelism } from 'node:os';
import { loadGloveEmbedder } from '@ragtime/models';
import { createParser, kernelLock } from '@ragtime/parsing';
import type { Logger, Machine, Shutdown } from '@ragtime/runtime';
import type { Adapters } from './adapters.ts';
import type { ProgramMetrics } from './metrics/program-metrics.ts';

const slotsMax = 8;

/** Opens the parser and the embedder of this machine; both profiles use the same. A parser's child starts with its first document. */
export async function openReading({
  machine,
  logger,
  metrics,
  shutdown,
}: {
  readonly machine: Machine;
  readonly logger: Logger;
  readonly metrics: ProgramMetrics;
  readonly shutdown: Shutdown;
}): Promise<Pick<Adapters, 'embedder' | 'parser' | 'slots'>> {
  const slots = Math.max(1, Math.min(slotsMax, availableParallelism()));
  const lock = kernelLock();
  if (lock !== undefined) logger.info({ by: lock.kind }, 'parsers have no network: the kernel refuses it to them');
  else
    logger.warn(
      {},
      'the network of parsers is shut in JavaScript alone, because this system offers no lock of the kernel; documents are read all the same',
    );
  const parser = createParser({ processes: slots, timers: machine.timers, observer: metrics.parser });
  shutdown.add('parser', () => parser.close(), { timeoutMs: 1_000 });
  return { embedder: await loadGloveEmbedder({ timers: machine.timers }), parser, slots };
}
