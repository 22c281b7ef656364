import { createHash } from 'node:crypto';

/** Names a step by what it does and its inputs. Steps of equal digests have equal results. 64 hexadecimal digits. */
export function stepDigest(name: string, inputs: Readonly<Record<string, unknown>>): string {
  const sorted = Object.keys(inputs)
    .sort()
    .map((key) => [key, inputs[key]]);
  return createHash('sha256')
    .update(JSON.stringify([name, sorted]))
    .digest('hex');
}
