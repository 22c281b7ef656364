import type { PartitionSession } from '../port/log.ts';
import type { Position } from '../port/position.ts';
import { recoverChain } from './recover.ts';

/**
 * Whether the log is the one in which a position was reached, and still holds everything before it. A server's view proves nothing before the server
 * has proved the end of the log, so a position is refused only after that.
 *
 * @throws when the session cannot answer now.
 */
export async function stands(session: PartitionSession, position: Position): Promise<boolean> {
  const shown = await recoverChain(session, position);
  if (typeof shown !== 'string') return true;
  if (shown === 'start-removed') return false;
  if ((await session.proveEnd()) < position.offset) return false;
  const proved = await recoverChain(session, position);
  if (proved === 'shorter') throw new Error('this server does not show the tail yet');
  return typeof proved !== 'string';
}
