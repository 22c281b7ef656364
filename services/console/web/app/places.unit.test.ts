import fc from 'fast-check';
import { expect, it } from 'vitest';
import { addressPatterns } from '../../src/addresses.ts';
import { addressOf, ownAddresses, searchOf } from './places.ts';

const Text = fc.string({ minLength: 1, unit: 'grapheme' });
const Search = fc.record({
  query: Text,
  everywhere: fc.boolean(),
  inDocumentId: fc.option(fc.uuid(), { nil: undefined }),
  nameContains: fc.option(Text, { nil: undefined }),
});

it('the address of a search names its question and its filters', () => {
  fc.assert(
    fc.property(Search, (search) => {
      const { searchParams } = new URL(addressOf({ datasetId: 'd', search }), 'http://localhost');
      expect(searchOf(Object.fromEntries(searchParams))).toEqual(search);
    }),
  );
});

it('the server answers every address of a dataset, a document or a passage with the page, and the page follows it without loading', () => {
  const ids = { datasetId: 'd', documentId: 'o', chunkId: 'c' };
  const search = { query: 'q' };
  const addresses = [{ datasetId: 'd' }, { datasetId: 'd', documentId: 'o' }, ids].map((place) => addressOf({ ...place, search }));
  const patterns: readonly string[] = addressPatterns.map((pattern) =>
    pattern.replaceAll(/:(\w+)/g, (_, name: string) => ids[name as keyof typeof ids]),
  );
  for (const address of addresses) {
    expect(patterns).toContain(address.split('?')[0]);
    expect(address).toMatch(ownAddresses);
  }
});

it('leaves the docs, the API and other servers to the browser', () => {
  for (const address of ['/docs', '/docs/errors/forbidden', '/v1/openapi.json', 'https://example.com/'])
    expect(address).not.toMatch(ownAddresses);
});
