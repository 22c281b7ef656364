import type { Priority } from '@ragtime/domain';
import { createFifo, type Fifo } from './fifo.ts';

/** Highest first. */
const priorities: readonly Priority[] = ['high', 'normal', 'background'];

/** How often a class that waits may be passed over before it has its turn: the floor is one in four for normal, one in sixteen for background. */
const patience: Readonly<Record<Priority, number>> = { high: 0, normal: 3, background: 15 };

export interface Queued {
  /** Unique. */
  readonly key: string;
  readonly tenantId: string;
  readonly priority: Priority;
}

/** Who is next: by priority with a floor, tenants in turn within one, first come first served within a tenant. */
export interface Turns<Task extends Queued> {
  add(task: Task): void;
  /** Before all others of its tenant: it was next already. */
  addFirst(task: Task): void;
  remove(task: Queued): void;
  next(): Task | undefined;
  readonly size: number;
  all(): Iterable<Task>;
}

export function createTurns<Task extends Queued>(): Turns<Task> {
  const classes = { high: createClass<Task>(), normal: createClass<Task>(), background: createClass<Task>() };
  const passedOver = { high: 0, normal: 0, background: 0 };

  function nextClass(): Priority | undefined {
    const waiting = priorities.filter((priority) => classes[priority].size > 0);
    const overdue = waiting.find((priority) => priority !== 'high' && passedOver[priority] >= patience[priority]);
    const chosen = overdue ?? waiting[0];
    for (const priority of priorities) {
      passedOver[priority] = priority !== chosen && waiting.includes(priority) ? passedOver[priority] + 1 : 0;
    }
    return chosen;
  }

  return {
    add: (task) => classes[task.priority].add(task),
    addFirst: (task) => classes[task.priority].addFirst(task),
    remove: (task) => classes[task.priority].remove(task),
    next() {
      const chosen = nextClass();
      return chosen === undefined ? undefined : classes[chosen].next();
    },
    get size() {
      return priorities.reduce((sum, priority) => sum + classes[priority].size, 0);
    },
    *all() {
      for (const priority of priorities) yield* classes[priority].all();
    },
  };
}

interface TenantQueue<Task extends Queued> {
  /** Those that were put back before all others. */
  readonly first: Fifo<Task>;
  readonly rest: Fifo<Task>;
}

/** The tenants of one class stand in a circle: whoever was served goes to its end. */
function createClass<Task extends Queued>() {
  const tenants = new Map<string, TenantQueue<Task>>();
  const circle = createFifo<{ readonly key: string }>();
  let size = 0;

  function queueOf(tenantId: string): TenantQueue<Task> {
    const found = tenants.get(tenantId);
    if (found !== undefined) return found;
    const made = { first: createFifo<Task>(), rest: createFifo<Task>() };
    tenants.set(tenantId, made);
    circle.push({ key: tenantId });
    return made;
  }

  function put(into: Fifo<Task>, task: Task): void {
    const before = into.size;
    into.push(task);
    size += into.size - before;
  }

  function forgetEmpty(tenantId: string, { first, rest }: TenantQueue<Task>): boolean {
    return first.size + rest.size === 0 && tenants.delete(tenantId);
  }

  return {
    add: (task: Task) => put(queueOf(task.tenantId).rest, task),
    addFirst: (task: Task) => put(queueOf(task.tenantId).first, task),
    remove({ key, tenantId }: Queued): void {
      const queue = tenants.get(tenantId);
      if (queue === undefined) return;
      if (queue.first.remove(key)) size -= 1;
      if (queue.rest.remove(key)) size -= 1;
      if (forgetEmpty(tenantId, queue)) circle.remove(tenantId);
    },
    next(): Task | undefined {
      const turn = circle.shift();
      const queue = turn === undefined ? undefined : tenants.get(turn.key);
      if (turn === undefined || queue === undefined) return undefined;
      const task = queue.first.shift() ?? queue.rest.shift();
      if (task !== undefined) size -= 1;
      if (!forgetEmpty(turn.key, queue)) circle.push(turn);
      return task;
    },
    get size() {
      return size;
    },
    *all(): Generator<Task> {
      for (const { first, rest } of tenants.values()) {
        yield* first.values();
        yield* rest.values();
      }
    },
  };
}
