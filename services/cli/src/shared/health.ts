import { RagtimeUnreachable } from '@ragtime/client';
import { z } from 'zod';

const HealthBody = z.object({
  ready: z.boolean(),
  roles: z.array(z.object({ role: z.string(), ready: z.boolean(), detail: z.string().optional() })),
});

export type Health = z.infer<typeof HealthBody>;

/** The answer of `/readyz`, which has the same form with 200 and with 503. @throws RagtimeUnreachable */
export async function readyz(url: string): Promise<Health> {
  const response = await fetch(`${url}/readyz`);
  const body = HealthBody.safeParse(await response.json().catch(() => undefined));
  if (!body.success) throw new RagtimeUnreachable(`${url} is not a Ragtime server`);
  return body.data;
}
