import type { Sealed } from '@ragtime/domain';
import type { KeyVault } from './vault.ts';

export interface SealedOpenerOptions {
  readonly vault: Pick<KeyVault, 'open'>;
  readonly logger: { error(details: object, message: string): void };
}

/** Opens sealed values for projections. A key that is missing without an erasure is lost data; the opener reports it once per slot. */
export function createSealedOpener({ vault, logger }: SealedOpenerOptions): (sealed: Sealed) => string | undefined {
  const missing = new Set<string>();
  return (sealed) => {
    const opened = vault.open(sealed);
    if (opened.kind === 'opened') return opened.plaintext;
    if (opened.kind === 'missing' && !missing.has(sealed.slot)) {
      missing.add(sealed.slot);
      logger.error(
        { slot: sealed.slot },
        'key-missing: a sealed value cannot be read and is shown as absent; its key was lost, not erased',
      );
    }
    return undefined;
  };
}
