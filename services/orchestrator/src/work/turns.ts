import { type Priority, priorities, type TaskResource, taskResources } from '@ragtime/domain';
import { createFifo, type Fifo } from './fifo.ts';

/** How often a waiting priority may be passed over before it has its turn: `normal` gets at least one turn in four, `background` one in sixteen. */
const patience: Readonly<Record<Priority, number>> = { high: 0, normal: 3, background: 15 };

export interface Queued {
  /** Unique. */
  readonly key: string;
  readonly tenantId: string;
  readonly priority: Priority;
  readonly resource: TaskResource;
}

/** The resources that at least one worker has room for. */
export type Room = ReadonlySet<TaskResource>;
const everything: Room = new Set(taskResources);

/**
 * Which task is next: by priority with a floor, then the resources in turn, then the tenants in turn, then first come, first served. Tasks whose
 * resource has no room at any worker keep their place and delay no other task.
 */
export interface Turns<Task extends Queued> {
  add(task: Task): void;
  /** Puts it before all others of its tenant: it was next already. */
  addFirst(task: Task): void;
  remove(task: Queued): void;
  /** @param room by default every resource has room. */
  next(room?: Room): Task | undefined;
  readonly size: number;
  all(): Iterable<Task>;
}

export function createTurns<Task extends Queued>(): Turns<Task> {
  const classes = { high: createResources<Task>(), normal: createResources<Task>(), background: createResources<Task>() };
  const passedOver = { high: 0, normal: 0, background: 0 };

  function nextClass(room: Room): Priority | undefined {
    const waiting = priorities.filter((priority) => classes[priority].hasFor(room));
    const overdue = waiting.find((priority) => priority !== 'high' && passedOver[priority] >= patience[priority]);
    const chosen = overdue ?? waiting[0];
    for (const priority of priorities) {
      passedOver[priority] = priority !== chosen && waiting.includes(priority) ? passedOver[priority] + 1 : 0;
    }
    return chosen;
  }

  return {
    add: (task) => classes[task.priority].of(task).add(task),
    addFirst: (task) => classes[task.priority].of(task).addFirst(task),
    remove: (task) => classes[task.priority].of(task).remove(task),
    next(room = everything) {
      const chosen = nextClass(room);
      return chosen === undefined ? undefined : classes[chosen].next(room);
    },
    get size() {
      return priorities.reduce((sum, priority) => sum + classes[priority].size, 0);
    },
    *all() {
      for (const priority of priorities) yield* classes[priority].all();
    },
  };
}

/** The tasks of one priority by resource. The resource that was served goes behind the others. */
function createResources<Task extends Queued>() {
  const queues = { light: createClass<Task>(), heavy: createClass<Task>(), model: createClass<Task>() };
  let inTurn: readonly TaskResource[] = taskResources;
  const firstFor = (room: Room) => inTurn.find((resource) => room.has(resource) && queues[resource].size > 0);
  return {
    of: ({ resource }: Queued) => queues[resource],
    hasFor: (room: Room): boolean => firstFor(room) !== undefined,
    next(room: Room): Task | undefined {
      const chosen = firstFor(room);
      if (chosen === undefined) return undefined;
      inTurn = [...inTurn.filter((resource) => resource !== chosen), chosen];
      return queues[chosen].next();
    },
    get size() {
      return taskResources.reduce((sum, resource) => sum + queues[resource].size, 0);
    },
    *all(): Generator<Task> {
      for (const resource of taskResources) yield* queues[resource].all();
    },
  };
}

interface TenantQueue<Task extends Queued> {
  /** Tasks that were put back before all others. */
  readonly first: Fifo<Task>;
  readonly rest: Fifo<Task>;
}

/** The tenants of one priority and resource stand in a circle. The tenant that was served goes to its end. */
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
