import type { KeySlot, Sealed } from '@ragtime/domain';
import type { KeyVault } from './vault.ts';

/** Opens sealed values for callers that treat every value without a key alike. */
export const sealedReader = (vault: Pick<KeyVault, 'learn' | 'open'>) => ({
  learn: async (slots: readonly KeySlot[]): Promise<void> => await vault.learn({ slots }),
  open(sealed: Sealed): string | undefined {
    const opened = vault.open(sealed);
    return opened.kind === 'opened' ? opened.plaintext : undefined;
  },
});
