/**
 * The addresses of the console, for the server and for the page. The server answers each with the page, and the page shows what
 * the address names. A new feature adds its addresses here.
 */
export const addressPatterns = [
  '/',
  '/datasets',
  '/datasets/:datasetId',
  '/datasets/:datasetId/documents/:documentId',
  '/datasets/:datasetId/documents/:documentId/passages/:chunkId',
] as const;

export type AddressPattern = (typeof addressPatterns)[number];
