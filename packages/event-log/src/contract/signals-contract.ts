import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SignalMessage, Signals } from '../signals/signals.ts';
import type { SignalsUnderTest } from './subjects.ts';

/** The promises of every carrier of signals. */
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

    it('arrive as they were published, in the order of their partition', async () => {
      const { heard, handler, until } = listener();
      await signals.subscribe(topic, { partitions: 'all' }, handler);
      for (const text of ['a', 'b', 'c']) await signals.publish(topic, message(text));
      await until(3);
      expect(heard).toEqual(['key 0 a', 'key 0 b', 'key 0 c']);
    });

    it('reach every subscriber of their partition, and no other', async () => {
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

    it('may be published while there is no listener', async () => {
      await expect(signals.publish(topic, message('a'))).resolves.toBeUndefined();
    });

    it('no longer arrive once the subscription is closed', async () => {
      const [closed, open] = [listener(), listener()];
      const subscription = await signals.subscribe(topic, { partitions: 'all' }, closed.handler);
      await signals.subscribe(topic, { partitions: 'all' }, open.handler);
      await subscription.close();
      await signals.publish(topic, message('a'));
      await open.until(1);
      expect(closed.heard).toEqual([]);
    });
  });

  describe(`${name} as signals that a group shares`, () => {
    let subject: SignalsUnderTest;
    let topic: string;
    let count: number;
    let members: Member[];

    beforeEach(async () => {
      subject = await makeSignals();
      topic = `${subject.topicPrefix ?? ''}shared`;
      count = subject.partitions;
      members = [];
    });
    afterEach(async () => {
      for (const { close } of members) await close();
      await subject.close();
    });

    interface Member {
      readonly heard: string[];
      readonly settles: (() => void)[];
      readonly partitions: () => readonly number[];
      readonly close: () => Promise<void>;
    }

    async function join(memberId: string, { settling = true, group = 'group', signals = subject.signals } = {}): Promise<Member> {
      const heard: string[] = [];
      const settles: (() => void)[] = [];
      let own: readonly number[] = [];
      const onAssigned = (partitions: readonly number[]): void => void (own = partitions);
      const subscription = await signals.join(topic, { group, memberId, onAssigned }, ({ partition, value }, settle) => {
        heard.push(`${partition} ${Buffer.from(value).toString()}`);
        if (settling) settle();
        else settles.push(settle);
      });
      const member: Member = { heard, settles, partitions: () => own, close: async () => await subscription.close() };
      members.push(member);
      return member;
    }

    const all = () => Array.from({ length: count }, (_, partition) => partition);
    const shared = async (...of: readonly Member[]) =>
      await vi.waitFor(
        () => expect(of.flatMap(({ partitions }) => partitions()).toSorted((one, other) => one - other)).toEqual(all()),
        patience,
      );
    const publish = async (text: string, partition: number) =>
      await subject.signals.publish(topic, { key: 'key', partition, value: Buffer.from(text) });
    const hears = async (member: Member, what: string) => await vi.waitFor(() => expect(member.heard).toContain(what), patience);

    it('assign every partition to one member, and give a share to a member that joins', async () => {
      const one = await join('one');
      await shared(one);
      const other = await join('other', { signals: subject.others ?? subject.signals });
      await vi.waitFor(() => expect(other.partitions().length).toBe(Math.floor(count / 2)), patience);
      await shared(one, other);
    });

    it('reach the member that has their partition, in order, and no other', async () => {
      const one = await join('one');
      const other = await join('other', { signals: subject.others ?? subject.signals });
      await vi.waitFor(() => expect(Math.min(one.partitions().length, other.partitions().length)).toBeGreaterThan(0), patience);
      await shared(one, other);
      const [atOne = 0, atOther = 0] = [one.partitions()[0], other.partitions()[0]];
      for (const text of ['a', 'b', 'c']) await publish(text, atOne);
      await publish('d', atOther);
      await hears(one, `${atOne} c`);
      await hears(other, `${atOther} d`);
      expect(one.heard).toEqual([`${atOne} a`, `${atOne} b`, `${atOne} c`]);
      expect(other.heard).toEqual([`${atOther} d`]);
    });

    it('reach each group separately', async () => {
      const [one, other] = [await join('one'), await join('other', { group: 'other group' })];
      await shared(one);
      await shared(other);
      await publish('a', 0);
      await Promise.all([hears(one, '0 a'), hears(other, '0 a')]);
      expect([one.heard, other.heard]).toEqual([['0 a'], ['0 a']]);
    });

    it('that were not settled come again to the next member of their partition, and settled ones do not', async () => {
      const leaving = await join('leaving', { settling: false });
      await shared(leaving);
      for (const text of ['a', 'b', 'c']) await publish(text, 0);
      await hears(leaving, '0 c');
      leaving.settles[0]?.();
      // A Kafka offset commits all messages before it, so this one may come again or not.
      leaving.settles[2]?.();
      await leaving.close();
      const next = await join('next');
      await shared(next);
      await publish('d', 0);
      await hears(next, '0 d');
      expect(next.heard).toContain('0 b');
      expect(next.heard).not.toContain('0 a');
    });

    it('keep reaching the other members when one leaves: they get its partitions and the messages in them', async () => {
      const one = await join('one');
      const other = await join('other', { signals: subject.others ?? subject.signals });
      await vi.waitFor(() => expect(other.partitions().length).toBeGreaterThan(0), patience);
      const moved = other.partitions()[0] ?? 0;
      await other.close();
      // The others do not know yet that it left.
      await publish('a', moved);
      await shared(one);
      await hears(one, `${moved} a`);
    });

    it('do not wait until earlier messages are settled', async () => {
      const busy = await join('busy', { settling: false });
      await shared(busy);
      for (const text of ['a', 'b']) await publish(text, 0);
      await hears(busy, '0 b');
      for (const partition of all()) await publish('c', partition);
      for (const partition of all()) await hears(busy, `${partition} c`);
      expect(busy.settles).toHaveLength(busy.heard.length);
    });
  });
}

/** A server makes a group wait for its slowest member. */
const patience = { timeout: 180_000, interval: 20 };
