import { z } from 'zod';
import { type Caller, listAll } from '../http.ts';
import type { Findings } from './findings.ts';

const Event = z.looseObject({ subject: z.looseObject({ kind: z.string(), id: z.string() }), version: z.number() });

/** Each subject's versions count from 1 without a gap or a double: no event was lost, none was written twice. */
export async function checkVersions(caller: Caller, { problems, counts }: Findings): Promise<void> {
  const events = await listAll(caller, '/v1/events', Event);
  counts['events'] = events.length;
  for (const [subject, of] of Map.groupBy(events, ({ subject: { kind, id } }) => `${kind} ${id}`)) {
    const versions = of.map(({ version }) => version).toSorted((a, b) => a - b);
    if (versions.some((version, at) => version !== at + 1)) problems.push(`versions of ${subject} are ${versions.join(', ')}`);
  }
}
