import { realMachine } from '@ragtime/runtime';
import { openFileVault } from '../file-vault.ts';

/** Takes, seals and erases until it is killed, and writes a line for each acknowledged call. */
const [file = '', run = ''] = process.argv.slice(2);
const vault = await openFileVault({ file, machine: realMachine, slotsPerBlock: 102 });
const say = (line: string) => process.stdout.write(`${line}\n`);

for (let count = 0; ; count += 1) {
  const text = `text ${run}.${count}`;
  const { slot, box } = vault.seal(await vault.takeSlot(`tenant ${count % 3}`), text);
  say(`sealed ${slot} ${Buffer.from(box).toString('hex')} ${text}`);
  if (count % 3 === 0) {
    say(`erasing ${slot}`);
    await vault.erase([slot]);
    say(`erased ${slot}`);
  }
  if (count % 5 === 0) {
    const hash = Buffer.alloc(32, count);
    await vault.putCredential(`credential ${count % 50}`, hash);
    say(`put ${count % 50} ${hash.toString('hex')}`);
  }
}
