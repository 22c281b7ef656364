import { realMachine as machine } from '@ragtime/runtime';
import { forwardTransportContract } from '../contract/forward-transport-contract.ts';
import type { LedgerCommand, LedgerEvent, LedgerRejection } from '../testing/ledger.ts';
import { createMemoryTransport } from './memory-transport.ts';

forwardTransportContract('nodes of one process', async () => {
  const transport = createMemoryTransport<LedgerCommand, LedgerEvent, LedgerRejection>({ machine, timeoutMs: 300 });
  let opened = 0;
  return await Promise.resolve({
    transport,
    async listen(receive) {
      opened += 1;
      const address = `node-${opened}`;
      const close = transport.listen(address, receive);
      return await Promise.resolve({ address, close: async () => await Promise.resolve(close()) });
    },
    close: async () => await Promise.resolve(),
  });
});
