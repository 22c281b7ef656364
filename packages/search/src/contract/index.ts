export { type SearchIndexUnderTest, searchIndexContract } from './search-index-contract.ts';
export { type SwitchableIndexUnderTest, switchableIndexContract } from './switchable-index-contract.ts';
