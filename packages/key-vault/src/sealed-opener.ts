import type { Sealed } from '@ragtime/domain';
import type { KeyVault } from './vault.ts';

export interface SealedOpenerOptions {
  readonly vault: Pick<KeyVault, 'open'>;
  readonly logger: { error(details: object, message: string): void };
}

/** For whoever writes down what is sealed. A key that is missing without having been erased is lost data, and said so once a slot. */
export function createSealedOpener({ vault, logger }: SealedOpenerOptions): (sealed: Sealed) => string | undefined {
  const missing = new Set<string>();
  return (sealed) => {
    const opened = vault.open(sealed);
    if (opened.kind === 'opened') return opened.plaintext;
    if (opened.kind === 'missing' && !missing.has(sealed.slot)) {
      missing.add(sealed.slot);
      logger.error({ slot: sealed.slot }, 'key-missing: a personal value cannot be read, and its key was not erased');
    }
    return undefined;
  };
}
