import { makePlan } from '../plan/make-plan.ts';
import { runSchedule } from './run-schedule.ts';

const [first = 1, many = 1] = process.argv.slice(2).map(Number);
const from = performance.now();
for (let seed = first; seed < first + many; seed += 1) {
  if (many > 1) process.stderr.write(`${seed} `);
  const result = await runSchedule(makePlan(seed));
  if (many === 1 || result.violations.length > 0) console.log(result);
}
console.log(`${((performance.now() - from) / many).toFixed(1)} ms a schedule`);
