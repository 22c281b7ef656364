const looksSecret = /\brt_([A-Za-z0-9-]+)_[A-Za-z0-9_-]{8,}|\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{8,}/gi;

/** Masks API keys (but for the id, which names them) and credentials of `Authorization` headers, wherever they stand in a text. */
export const withoutSecrets = (text: string): string =>
  text.replace(looksSecret, (_, keyId: string | undefined, scheme: string | undefined) =>
    keyId === undefined ? `${scheme} ********` : `rt_${keyId}_********`,
  );
