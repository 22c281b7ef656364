import { type DatasetId, type DomainCommand, defaultDatasetSettings, type NameHash, type TenantId, topics } from '@ragtime/domain';
import { createVirtualMachine } from '@ragtime/event-log/testing';
import { expect, it } from 'vitest';
import { startWorld } from './world.ts';

const tenantId = 'tenant' as TenantId;
const dataset: DomainCommand = {
  type: 'CreateDataset',
  datasetId: 'dataset' as DatasetId,
  tenantId,
  name: 'Dataset',
  nameHash: 'hash' as NameHash,
  description: undefined,
  settings: defaultDatasetSettings,
};

it('a world decides commands by the rules of the product and keeps what was decided in its log', async () => {
  const machine = createVirtualMachine();
  const world = await machine.until(startWorld({ machine, partitions: 2 }));
  const { partition } = await machine.until(world.submit(dataset, tenantId));
  const [topic = '', number] = partition.split('/');
  expect(topic).toBe(topics.documentEvents);
  const types = world.log.contents(topic, Number(number)).flatMap(({ value }) => {
    const decoded = value === undefined ? undefined : world.codec.decode(value);
    return decoded?.ok ? [decoded.envelope.event.type] : [];
  });
  expect(types).toContain('DatasetCreated');
  await expect(machine.until(world.submit(dataset, tenantId))).rejects.toThrow('CreateDataset was not accepted');
  await machine.until(world.stop());
});
