import { visibilityContract } from './contract/visibility-contract.ts';
import { createMemoryVisibility } from './memory.ts';

visibilityContract('the rows in memory', async () => createMemoryVisibility());
