import { share } from '@ragtime/event-log';
import kafkajs, { type PartitionAssigner } from 'kafkajs';

const { MemberAssignment, MemberMetadata } = kafkajs.AssignerProtocol;
const name = 'ragtime-sticky';
/** The version of Kafka's format for consumers: the first one. Later ones add nothing that is needed here. */
const version = 0;

/**
 * Shares one topic evenly and leaves each member what it can keep. Metadata and assignment have the format of Kafka's own consumers, so that its
 * tools show them. The partitions that a member holds travel as its user data. @param owned the partitions that this member holds now
 */
export const stickyAssigner =
  (topic: string, owned: () => readonly number[]): PartitionAssigner =>
  ({ cluster }) => ({
    name,
    version,
    protocol: ({ topics }) => ({
      name,
      metadata: MemberMetadata.encode({ version, topics, userData: Buffer.from(JSON.stringify(owned())) }),
    }),
    async assign({ members }) {
      const partitions = cluster
        .findTopicPartitionMetadata(topic)
        .map(({ partitionId }) => partitionId)
        .toSorted((one, other) => one - other);
      const claims = members.map(({ memberId, memberMetadata }) => ({ memberId, owns: ownedIn(memberMetadata) }));
      return [...share(partitions, claims)].map(([memberId, owns]) => ({
        memberId,
        memberAssignment: MemberAssignment.encode({ version, assignment: { [topic]: [...owns] }, userData: Buffer.alloc(0) }),
      }));
    },
  });

/** Returns none for a member of other software whose user data means something else. */
function ownedIn(metadata: Buffer): readonly number[] {
  try {
    const owned: unknown = JSON.parse(MemberMetadata.decode(metadata)?.userData.toString('utf8') ?? '[]');
    return Array.isArray(owned) ? owned.filter((one): one is number => Number.isInteger(one)) : [];
  } catch {
    return [];
  }
}
