import type { StartedTestContainer } from 'testcontainers';

export type { StartedTestContainer };

export interface Started<Address> {
  readonly container: StartedTestContainer;
  readonly address: Address;
}
