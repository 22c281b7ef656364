import { type Check, type CliContext, checkServer, connectionOf, Ended, exitCodes, type Output, plain } from '@ragtime/cli';
import { ConfigInvalid } from '@ragtime/runtime/config';
import { Command } from 'commander';
import { checkMachine } from './check-machine.ts';

export function doctorCommand(context: CliContext, version: string): Command {
  return new Command('doctor')
    .description('checks the installation, and says what is wrong and how to mend it')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      `
Ends with 1 when something is wrong; warnings do not count.

Examples:
  $ ragtime doctor
  $ ragtime doctor --json | jq '.checks[] | select(.state != "ok")'`,
    )
    .action(async ({ json }: { readonly json?: true }) => {
      const { output, machine } = context;
      const ofMachine = await checkMachine(context);
      // The check of the settings has reported a wrong URL already.
      const connection = await connectionOf(context).catch((error: unknown) => {
        if (error instanceof ConfigInvalid) return undefined;
        throw error;
      });
      const ofServer = connection === undefined ? [] : await checkServer(connection, version, machine);
      const checks = [...ofMachine, ...ofServer];
      const wrong = checks.filter(({ state }) => state === 'wrong').length;
      if (json === true) output.json({ ok: wrong === 0, checks });
      else output.print([...checks.map((check) => checkText(output, check)), '', sumText(output, checks)].join('\n'));
      if (wrong > 0) throw new Ended(exitCodes.failed);
    });
}

const signs = { ok: ['green', '✔'], warning: ['yellow', '!'], wrong: ['red', '✘'] } as const;

function checkText(output: Output, { what, state, detail, mend }: Check): string {
  const [colour, sign] = signs[state];
  const line = `${output.styled(colour, sign)} ${what.padEnd(22)} ${plain(detail)}`;
  return mend === undefined ? line : `${line}\n${' '.repeat(25)}${output.styled('cyan', `→ ${mend}`)}`;
}

function sumText(output: Output, checks: readonly Check[]): string {
  const count = (state: Check['state']) => checks.filter((check) => check.state === state).length;
  const wrong = count('wrong');
  const warnings = count('warning');
  if (wrong === 0 && warnings === 0) return output.styled('green', 'All is well.');
  return `${wrong} wrong, ${warnings === 1 ? '1 warning' : `${warnings} warnings`}.`;
}
