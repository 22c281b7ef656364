const looksSecret = /\brt_([A-Za-z0-9-]+)_[A-Za-z0-9_-]{8,}|\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{8,}/gi;

/** Masks API keys and the credentials of `Authorization` headers anywhere in a text. It keeps the id of a key, which only names it. */
export const withoutSecrets = (text: string): string =>
  text.replace(looksSecret, (_, keyId: string | undefined, scheme: string | undefined) =>
    keyId === undefined ? `${scheme} ********` : `rt_${keyId}_********`,
  );
