import { useDatabase } from '@ragtime/database/testing';
import { visibilityContract } from './contract/visibility-contract.ts';
import { visibilityIn } from './rows.ts';
import { discardVisibility } from './store.ts';

const database = useDatabase();

visibilityContract('the rows in a database', async () => {
  await discardVisibility(database().bulk);
  return visibilityIn(database().bulk);
});
