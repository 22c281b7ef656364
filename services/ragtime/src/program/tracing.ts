import { noTracing, type Shutdown, type Tracing } from '@ragtime/runtime';
import type { Config } from '../config/settings.ts';

/** Loads the tracing library only when a collector is set, so that other starts do not pay for it. */
export async function startTracing(
  config: Config,
  { version, shutdown }: { readonly version: string; readonly shutdown: Shutdown },
): Promise<Tracing> {
  if (config.traceUrl === undefined) return noTracing;
  const { openTelemetry } = await import('@ragtime/runtime/open-telemetry');
  const tracing = openTelemetry({
    url: config.traceUrl,
    ratio: config.tracePercent / 100,
    attributes: { 'service.version': version, 'service.namespace': config.installation, 'ragtime.roles': config.roles.join(',') },
  });
  shutdown.add('tracing', () => tracing.stop(), { timeoutMs: 1_500 });
  return tracing;
}
