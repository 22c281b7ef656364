import { hash } from 'node:crypto';
import type { Chain } from '../chain/chain.ts';
import type { SettledCause } from '../writer/causes.ts';

export interface SegmentEntry {
  readonly name: string;
  /** The sha256 of its bytes, hexadecimal. */
  readonly sha256: string;
  /** The number of entities and remembered commands in it. */
  readonly size: number;
}

/**
 * Names all segments of a snapshot. A reader uses a manifest only if every segment that it names is complete; otherwise it takes the manifest
 * before.
 */
export interface Manifest {
  readonly logId: string | undefined;
  /** Of the last `LogRefolded` in the records that it holds. */
  readonly generation: number;
  readonly chain: Chain;
  readonly lastAtMs: number;
  /** Of the last `ClockAccepted`; 0 without one. */
  readonly acceptedUntilMs: number;
  readonly causes: readonly SettledCause[];
  /** The oldest is first. Later segments replace entries of earlier ones. */
  readonly segments: readonly SegmentEntry[];
}

/** Rises with the format of manifests or segments. Older snapshots are then not read, and the owner folds the log. */
const format = 2;

export const sha256Of = (bytes: Uint8Array): string => hash('sha256', bytes, 'hex');

export function writeManifest({ chain, ...manifest }: Manifest, fingerprint: string): Uint8Array {
  const body = JSON.stringify({ format, fingerprint, ...manifest, chain: { ...chain, link: Buffer.from(chain.link).toString('hex') } });
  return Buffer.from(`${sha256Of(Buffer.from(body))}\n${body}`);
}

/** Undefined when the manifest is damaged, has another format, or was made under another fingerprint. */
export function readManifest(bytes: Uint8Array, fingerprint: string): Manifest | undefined {
  const text = Buffer.from(bytes).toString('utf8');
  const end = text.indexOf('\n');
  const body = text.slice(end + 1);
  if (end < 0 || sha256Of(Buffer.from(body)) !== text.slice(0, end)) return undefined;
  const { format: written, fingerprint: of, ...manifest } = JSON.parse(body) as WrittenManifest;
  if (written !== format || of !== fingerprint) return undefined;
  const { offset, link, lastCounting } = manifest.chain;
  return { ...manifest, logId: manifest.logId, chain: { offset, link: new Uint8Array(Buffer.from(link, 'hex')), lastCounting } };
}

type WrittenManifest = Omit<Manifest, 'chain'> & {
  readonly format: number;
  readonly fingerprint: string;
  readonly chain: Omit<Chain, 'link'> & { readonly link: string };
};
