import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SignalMessage, Signals } from '../signals/signals.ts';
import type { SignalsUnderTest } from './subjects.ts';

/** What every carrier of signals promises. */
export function signalsContract(name: string, makeSignals: () => Promise<SignalsUnderTest>): void {
  describe(`${name} as signals`, () => {
    let subject: SignalsUnderTest;
    let signals: Signals;
    let topic: string;

    beforeEach(async () => {
      subject = await makeSignals();
      signals = subject.signals;
      topic = `${subject.topicPrefix ?? ''}bells`;
    });
    afterEach(() => subject.close());

    const message = (text: string, partition = 0): SignalMessage => ({ key: 'key', partition, value: Buffer.from(text) });

    function listener() {
      const heard: string[] = [];
      const waiting: { readonly count: number; readonly resolve: () => void }[] = [];
      const handler = ({ key, partition, value }: SignalMessage) => {
        heard.push(`${key} ${partition} ${Buffer.from(value).toString()}`);
        for (const { count, resolve } of waiting) if (heard.length >= count) resolve();
      };
      const until = (count: number) =>
        new Promise<void>((resolve) => (heard.length >= count ? resolve() : waiting.push({ count, resolve })));
      return { heard, handler, until };
    }

    it('are heard as they were published, in the order of their partition', async () => {
      const { heard, handler, until } = listener();
      await signals.subscribe(topic, { partitions: 'all' }, handler);
      for (const text of ['a', 'b', 'c']) await signals.publish(topic, message(text));
      await until(3);
      expect(heard).toEqual(['key 0 a', 'key 0 b', 'key 0 c']);
    });

    it('reach everybody who listens to their partition, and nobody else', async () => {
      const [all, second, otherTopic] = [listener(), listener(), listener()];
      await signals.subscribe(topic, { partitions: 'all' }, all.handler);
      await signals.subscribe(topic, { partitions: [1] }, second.handler);
      await signals.subscribe(`${topic}-other`, { partitions: 'all' }, otherTopic.handler);
      await signals.publish(topic, message('a', 0));
      await signals.publish(topic, message('b', 1));
      await Promise.all([all.until(2), second.until(1)]);
      expect(all.heard.toSorted()).toEqual(['key 0 a', 'key 1 b']);
      expect(second.heard).toEqual(['key 1 b']);
      expect(otherTopic.heard).toEqual([]);
    });

    it('may be published while nobody listens', async () => {
      await expect(signals.publish(topic, message('a'))).resolves.toBeUndefined();
    });

    it('are not heard any more once the subscription is closed', async () => {
      const [closed, open] = [listener(), listener()];
      const subscription = await signals.subscribe(topic, { partitions: 'all' }, closed.handler);
      await signals.subscribe(topic, { partitions: 'all' }, open.handler);
      await subscription.close();
      await signals.publish(topic, message('a'));
      await open.until(1);
      expect(closed.heard).toEqual([]);
    });
  });
}
