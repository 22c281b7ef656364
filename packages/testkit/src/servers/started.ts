import type { StartedTestContainer } from 'testcontainers';

export interface Started<Address> {
  readonly container: StartedTestContainer;
  readonly address: Address;
}
