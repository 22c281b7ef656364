import { createCodec } from '@ragtime/contracts';
import { eventPartitions, eventTopicNames } from '@ragtime/domain';
import { createMemoryLog, createVirtualMachine } from '@ragtime/event-log/testing';
import { createMemoryVault } from '@ragtime/key-vault';
import { readVectorFile } from '@ragtime/models';
import { silentLogger } from '@ragtime/runtime';
import { describe, expect, it } from 'vitest';
import { ensureInstallation } from './installation.ts';
import { startFailureOf } from './start-failure.ts';

/** The sentence and the code that the operator gets when a part of the start fails. */
const refusalOf = async (starting: Promise<unknown>) => {
  const error: unknown = await starting.then(
    () => undefined,
    (cause: unknown) => cause,
  );
  const failure = startFailureOf(error);
  return { code: failure?.code, sentence: failure?.message };
};

it('an embedding model that is not there', async () =>
  expect(await refusalOf(readVectorFile('/no/such/folder/model.bin'))).toEqual({
    code: 'model-missing',
    sentence: expect.stringMatching(/model\.bin/u),
  }));

describe('an installation whose owner cannot be made', () => {
  const begin = async () => {
    const machine = createVirtualMachine();
    const log = createMemoryLog({ machine });
    const vault = await createMemoryVault(machine);
    await log.ensureTopics(eventTopicNames.map((name) => ({ name, partitions: eventPartitions })));
    const install = (bus: Parameters<typeof ensureInstallation>[0]['bus']) =>
      ensureInstallation({
        bus,
        log,
        machine,
        codec: createCodec(),
        vault,
        logger: silentLogger,
        chosenKey: undefined,
        firstKey: async () => await Promise.resolve('rt_first000000000000000000_keyOfTheOwner'),
      });
    return { machine, install };
  };

  it('because no process begins the log', async () => {
    const { machine, install } = await begin();
    const installing = refusalOf(install({ submit: () => Promise.reject(new Error('the log has no owner')) }));
    expect(await machine.until(installing)).toEqual({ code: 'installation-failed', sentence: expect.stringMatching(/within 60 s/u) });
  });
});
