import { accept, type Rules, reject, unchanged } from '@ragtime/domain';
import type { Submission } from '../writer/outcome.ts';

/** The smallest rules that every fault can break: accounts that never hold less than 0. */
export type LedgerCommand =
  | { readonly type: 'Deposit'; readonly ledger: string; readonly account: string; readonly amount: number }
  | { readonly type: 'Withdraw'; readonly ledger: string; readonly account: string; readonly amount: number }
  | { readonly type: 'Transfer'; readonly ledger: string; readonly account: string; readonly to: string; readonly amount: number }
  | { readonly type: 'CloseLedger'; readonly ledger: string }
  /** For bounds: `times` deposits of 1, each with a note of `noteLength` characters. */
  | { readonly type: 'DepositMany'; readonly ledger: string; readonly account: string; readonly times: number; readonly noteLength: number }
  | { readonly type: 'Break'; readonly ledger: string };

export type LedgerEvent =
  | { readonly type: 'Deposited' | 'Withdrawn'; readonly account: string; readonly amount: number; readonly note?: string }
  | { readonly type: 'LedgerClosed'; readonly ledger: string };

export interface LedgerEntities {
  readonly account: { readonly balance: number; readonly version: number };
  readonly ledger: { readonly version: number };
}

export type LedgerRejection = 'balance-too-low' | 'ledger-closed';

export const ledgerRules: Rules<LedgerCommand, LedgerEvent, LedgerEntities, LedgerRejection> = {
  scopeOf: ({ ledger }) => ledger,
  decide(command, scope) {
    if (command.type === 'Break') throw new Error('this rule is broken');
    if (scope.get('ledger', command.ledger) !== undefined) return reject('ledger-closed');
    switch (command.type) {
      case 'Deposit':
        return command.amount === 0 ? unchanged : accept({ type: 'Deposited', account: command.account, amount: command.amount });
      case 'Withdraw':
      case 'Transfer': {
        const balance = scope.get('account', command.account)?.balance ?? 0;
        if (balance < command.amount) return reject('balance-too-low', { balance });
        const withdrawn = { type: 'Withdrawn', account: command.account, amount: command.amount } as const;
        if (command.type === 'Withdraw') return accept(withdrawn);
        return accept(withdrawn, { type: 'Deposited', account: command.to, amount: command.amount });
      }
      case 'DepositMany': {
        const deposited = { type: 'Deposited', account: command.account, amount: 1, note: 'x'.repeat(command.noteLength) } as const;
        return accept(deposited, ...Array.from({ length: command.times - 1 }, () => deposited));
      }
      case 'CloseLedger':
        return accept({ type: 'LedgerClosed', ledger: command.ledger });
    }
  },
  evolve(draft, event, { version }) {
    if (event.type === 'LedgerClosed') {
      draft.clear();
      draft.put('ledger', event.ledger, { version });
      return;
    }
    const balance = draft.get('account', event.account)?.balance ?? 0;
    draft.put('account', event.account, { balance: balance + (event.type === 'Deposited' ? event.amount : -event.amount), version });
  },
  subjectOf: (event) => (event.type === 'LedgerClosed' ? { kind: 'dataset', id: event.ledger } : { kind: 'document', id: event.account }),
  versionOf: (scope, { kind, id }) => scope.get(kind === 'dataset' ? 'ledger' : 'account', id)?.version ?? 0,
  targetOf: (command) => ('account' in command ? { kind: 'document', id: command.account } : { kind: 'dataset', id: command.ledger }),
};

/** A command as an edge submits it: remembered, for any version, without a cause. */
export function ledgerSubmission(
  command: LedgerCommand,
  { commandId, ...change }: Partial<Submission<LedgerCommand>> & { readonly commandId: string },
): Submission<LedgerCommand> {
  return {
    command,
    commandId,
    payloadHash: Buffer.from(JSON.stringify(command)),
    remembered: true,
    ifVersion: undefined,
    cause: undefined,
    correlationId: commandId,
    tenantId: 'tenant',
    actor: 'user:ada',
    traceParent: undefined,
    ...change,
  };
}
