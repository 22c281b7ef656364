export interface Edit {
  /** Below the repository's root. */
  readonly file: string;
  /** Stands once in the file. */
  readonly find: string;
  readonly replace: string;
}

/** A bug that is put into the product on purpose, while its sources are loaded, to show that the simulation finds it. */
export interface Plant extends Edit {
  readonly name: string;
  /** Found within some hundreds or thousands of schedules, and now and then not: only `npm run nightly` looks for it. */
  readonly isRare?: true;
  /** The second guard, if the product guards twice against the same fault. */
  readonly also?: Edit;
}

export const editsOf = (plant: Plant): readonly Edit[] => [plant, ...(plant.also === undefined ? [] : [plant.also])];

const writer = 'packages/event-log/src/writer';
const chain = 'packages/event-log/src/chain';
const domain = 'packages/domain/src/parse-run';

export const plants: readonly Plant[] = [
  {
    name: 'stamp-not-checked',
    file: `${chain}/chain.ts`,
    find: 'record.value !== undefined && record.stamp.at === record.offset;',
    replace: 'record.value !== undefined && record.stamp.at >= 0;',
  },
  {
    name: 'link-not-checked',
    file: `${chain}/chain.ts`,
    find: "return sameLink(record.stamp.previous, link) ? { kind: 'counts', record } : { kind: 'suspicious' };",
    replace: "return sameLink(record.stamp.previous, link) || true ? { kind: 'counts', record } : { kind: 'suspicious' };",
  },
  {
    name: 'barrier-skipped',
    isRare: true,
    file: `${writer}/held-session.ts`,
    find: "      const session = await open();\n      const landed = await session.append([barrier]);\n      if (landed < state.chain.offset) {\n        throw new OwnerStopped('log-diverged', `a barrier lies",
    replace:
      "      const session = await open();\n      const landed = (await session.read(state.chain.offset, { limit: 1, waitMs: 0 })).end - 1;\n      if (landed < -1) {\n        throw new OwnerStopped('log-diverged', `a barrier lies",
  },
  {
    name: 'error-answer-taken-for-not-written',
    file: `${writer}/compare-and-append.ts`,
    find: "{ kind: 'refused', reason: cause.reason } : { kind: 'doubt' };",
    replace: "{ kind: 'refused', reason: cause.reason } : { kind: 'refused', reason: 'not-enough-replicas' };",
  },
  {
    name: 'doubt-taken-for-written',
    file: `${writer}/rounds.ts`,
    find: '        return watched.seen;',
    replace: '        return true;',
  },
  {
    name: 'two-batches-in-flight',
    file: `${writer}/rounds.ts`,
    find: '    const outcome = await compareAndAppend(session, batch.start, batch.records);',
    replace:
      '    batch.confirm();\n    batch.confirm = () => undefined;\n    const outcome = await compareAndAppend(session, batch.start, batch.records);',
  },
  {
    name: 'lost-race-answered-as-won',
    file: `${writer}/compare-and-append.ts`,
    find: "return landed === expected ? { kind: 'appended' } : { kind: 'lost', landed };",
    replace: "return landed <= expected + 1 ? { kind: 'appended' } : { kind: 'lost', landed };",
  },
  {
    name: 'dedupe-forgotten-at-restart',
    file: `${writer}/state.ts`,
    find: '      note(offset, envelope);',
    replace: '      note(offset, { ...envelope, meta: { ...meta, remembered: false } });',
  },
  {
    name: 'causes-forgotten-at-restart',
    file: `${writer}/state.ts`,
    find: '      note(offset, envelope);',
    replace: '      note(offset, { ...envelope, meta: { ...meta, cause: undefined } });',
  },
  {
    name: 'snapshot-without-command-ids',
    file: `${writer}/state.ts`,
    find: 'remembered: memory.since(remembersFrom)',
    replace: 'remembered: []',
  },
  {
    name: 'snapshot-without-what-is-gone',
    file: 'packages/event-log/src/snapshot/segment.ts',
    find: '        if (entity === undefined) gone.push(id);\n        else put.push(id, entity);',
    replace: '        if (entity !== undefined) put.push(id, entity);',
  },
  {
    name: 'snapshot-ahead-of-its-entities',
    file: 'packages/event-log/src/snapshot/keeper.ts',
    find: '      writing = keep(state.cut()).finally(() => {',
    replace:
      '      const { changes } = state.cut();\n      writing = timers.sleep(20).then(() => keep({ header: { ...state.cut().header }, changes })).finally(() => {',
  },
  {
    name: 'refusal-without-end-check',
    file: `${writer}/rounds.ts`,
    find: 'const isFinal = batch.records.length === 0 && pending.arrival <= proved;',
    replace: 'const isFinal = batch.records.length === 0;',
  },
  {
    name: 'acknowledged-taken-for-sent',
    isRare: true,
    file: `${writer}/rounds.ts`,
    find: '        losses = 0;\n        proved = sentAfter;',
    replace: '        losses = 0;\n        proved = queue.arrivals;',
  },
  {
    name: 'tail-reread-at-last-record-only',
    isRare: true,
    file: `${chain}/tail.ts`,
    find: "      } else if (judge(chain.link, record).kind === 'counts') {\n        return 'other';\n      }",
    replace: '      }',
  },
  {
    name: 'new-session-not-compared',
    file: `${writer}/held-session.ts`,
    find: "      if (tail !== 'same') await proveTail(session, tail);\n      return session;",
    replace: '      return session;',
  },
  {
    name: 'misfits-kept-by-a-refold',
    file: 'packages/event-log/src/projector/misfits.ts',
    find: 'checked.flatMap(({ place, fits: isFit }) => (isFit ? [] : [place]));',
    replace: 'checked.slice(0, 0).map(({ place }) => place);',
  },
  {
    name: 'snapshot-of-a-lost-tail-used',
    file: 'packages/event-log/src/chain/stands.ts',
    find: "  return typeof proved !== 'string';",
    replace: '  return true;',
  },
  {
    name: 'clock-not-watched',
    file: `${writer}/clock-rule.ts`,
    find: '    return clockWatch?.trouble();',
    replace: '    return undefined;',
  },
  {
    name: 'if-match-ignored',
    file: `${writer}/batch.ts`,
    find: 'const conflict = submission.ifVersion !== undefined && submission.ifVersion !== current;',
    replace: 'const conflict = submission.ifVersion !== undefined && submission.ifVersion > current + 1;',
  },
  {
    name: 'silence-taken-for-nothing-written',
    file: 'packages/event-log/src/ownership/forwarding-bus.ts',
    find: 'if (triesLeft === 0 || !isRepeatable(submission)) return unknown(submission);',
    replace: 'if (triesLeft === 0 || !isRepeatable(submission)) return unavailable(submission);',
  },
  {
    name: 'attempt-number-ignored',
    file: `${domain}/attempts.ts`,
    find: "if (task.status !== 'queued' || task.attempt !== command.attempt) return reject('attempt-superseded');",
    replace: "if (task.status === 'completed') return reject('attempt-superseded');",
  },
  {
    name: 'holder-ignored',
    file: `${domain}/attempts.ts`,
    find: "  return task.status === 'started' && task.attempt === attempt && task.workerId === workerId ? task : undefined;",
    replace: "  return task.status === 'started' && attempt > 0 && workerId !== undefined ? task : undefined;",
  },
  {
    name: 'finished-run-revived',
    file: `${domain}/evolve.ts`,
    find: "    case 'RunCancelled':\n      removeRun(draft, runId);\n      return patchDocument(draft, documentId, (document) => (document.openRun === runId ? { openRun: undefined } : {}));",
    replace: "    case 'RunCancelled':\n      return;",
  },
  {
    name: 'cancel-applied-to-later-run',
    file: `${domain}/requests.ts`,
    find: '    if (run !== undefined && run !== open.number) continue;\n',
    replace: '',
  },
  {
    name: 'position-outside-the-transaction',
    file: 'simulation/src/shared/memory-rows.ts',
    find: '        write(changes);\n        positions.set(partition, to);',
    replace: '        positions.set(partition, to);\n        await between();\n        write(changes);',
  },
  {
    name: 'task-begun-before-what-it-waits-for',
    file: `${domain}/attempts.ts`,
    find: "  for (const blocker of blockersOf(kinds, kind)) if ((run.tasks[blocker]?.open ?? 0) > 0) return reject('task-not-ready');\n",
    replace: '',
    also: {
      file: 'services/orchestrator/src/work/turnstile.ts',
      find: '    if (waitsFor.size === 0) return true;',
      replace: '    return true;',
    },
  },
  {
    name: 'run-ends-with-a-task-that-is-open',
    file: `${domain}/attempts.ts`,
    find: 'openTasksOf(run) === 1 && adds.length === 0',
    replace: 'openTasksOf(run) <= 2 && adds.length === 0',
  },
  {
    name: 'parts-of-a-run-forgotten',
    file: 'services/search-projector/src/projecting/run-artifacts.ts',
    find: '      if (known.length === event.parts) return known;',
    replace: '      if (known.length > 0) return known.slice(0, 1);',
  },
  {
    name: 'counter-instead-of-set',
    file: 'packages/domain/src/parse-run/evolve.ts',
    find: '{ ...closed, open: closed.open - 1 }',
    replace: '{ ...closed, open: closed.open - arguments[1].attempt }',
  },
  {
    name: 'index-trusted-without-rows',
    file: 'packages/search/src/searching/search.ts',
    find: '      found = (await visibility.holding(position, scope, items)).flatMap(({ place, name, metadata }) => {\n        const proposal = items[place];\n        return proposal === undefined ? [] : [{ ...proposal, name, metadata }];\n      });',
    replace: '      found = items.map((proposal) => ({ ...proposal, name: undefined, metadata: {} }));',
  },
  {
    name: 'rows-before-index',
    file: 'services/search-projector/src/projecting/store.ts',
    find: '        await needs.kept.refresh();\n',
    replace: '',
  },
  {
    name: 'tombstone-lost-in-a-rebuild',
    file: 'packages/read-model/src/changes/merge.ts',
    find: "  if ('remove' in change) return { kind: 'remove', key: change.key };",
    replace: "  if ('remove' in change) return before ?? { kind: 'remove', key: change.key };",
  },
  {
    name: 'sweeper-takes-what-no-row-has-opened',
    isRare: true,
    file: 'services/search-projector/src/sweeping/sweep.ts',
    find: '    if (from > (noted.get(`${topics.documentEvents}/${partition}`)?.offset ?? 0)) continue;\n',
    replace: '',
  },
  {
    name: 'doorbell-taken-as-truth',
    file: 'services/parse-worker/src/attempt/run-attempt.ts',
    find: "    if (!isOurs(started)) return 'not-started';\n",
    replace: '',
  },
  {
    name: 'lease-judged-by-a-lagging-orchestrator',
    file: 'services/orchestrator/src/following/keeping-up.ts',
    find: '      if (nowMs - tickedAtMs > pauseMs || nowMs - atEndAtMs > pauseMs) mayAct = false;\n',
    replace: '',
    also: {
      file: 'services/orchestrator/src/work/work-manager.ts',
      find: 'leases.silent(tickedAtMs)',
      replace: 'leases.silent(machine.clock.monotonicMs())',
    },
  },
  {
    name: 'two-commands-of-one-manager-under-way',
    file: 'services/orchestrator/src/names/caused-commands.ts',
    find: '      await send(first);\n',
    replace: '      void send(first).catch(() => undefined);\n',
  },
  {
    name: 'keys-forgotten-by-a-deletion',
    file: 'services/orchestrator/src/erasure/eraser.ts',
    find: "untilDone(receipt, 'keys', () => vault.erase(receipt.keySlots))",
    replace: "untilDone(receipt, 'keys', async () => receipt.keySlots.length)",
  },
  {
    name: 'bell-settled-before-it-is-handed-on',
    file: 'services/parse-worker/src/bells.ts',
    find: '      else waiting.set(key, { bell, atMs, settles: [settleBell] });',
    replace: '      else {\n        settleBell();\n        waiting.set(key, { bell, atMs, settles: [] });\n      }',
  },
  {
    name: 'partitions-announced-as-they-were-at-first',
    file: 'services/parse-worker/src/worker.ts',
    find: '    partitions = assigned;\n',
    replace: '    partitions = partitions.length === 0 ? assigned : partitions;\n',
  },
  {
    name: 'bell-rung-once',
    file: 'services/orchestrator/src/work/ringer.ts',
    find: '      takeBackLate(times);\n',
    replace: '',
  },
];

/** @throws when there is none of that name. */
export function plantOf(name: string): Plant {
  const found = plants.find((plant) => plant.name === name);
  if (found === undefined) throw new Error(`there is no plant ${name}: --list-plants names them`);
  return found;
}
