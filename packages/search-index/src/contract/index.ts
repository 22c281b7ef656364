export { type SearchIndexUnderTest, searchIndexContract } from './search-index-contract.ts';
