import { isIPv4, isIPv6 } from 'node:net';
import { z } from 'zod';

/** How a value is read from the text of a variable. A file may also hold a number or a list. */
export interface ValueKind<Value> {
  readonly schema: z.ZodType<Value>;
  /** What is allowed, in words that end the sentence "it must be …". */
  readonly bound: string;
  /** Undefined when the value has none. */
  readonly unit: string | undefined;
}

const split = (value: unknown): unknown => (typeof value === 'string' ? value.split(',').map((one) => one.trim()) : value);

export function oneOf<const Choices extends readonly [string, ...string[]]>(choices: Choices): ValueKind<Choices[number]> {
  return { schema: z.enum(choices), bound: `one of ${choices.join(', ')}`, unit: undefined };
}

export const port: ValueKind<number> = {
  schema: wholeNumber(0, 65_535),
  bound: 'a whole number from 0 (any free port) to 65535',
  unit: undefined,
};

export function whole(min: number, max: number): ValueKind<number> {
  return { schema: wholeNumber(min, max), bound: `a whole number from ${min} to ${max}`, unit: undefined };
}

export function bytes(min: number, max: number): ValueKind<number> {
  const schema = z.preprocess((value) => (typeof value === 'string' ? (bytesOf(value) ?? value) : value), z.int().min(min).max(max));
  return { schema, bound: `from ${min} to ${max} bytes, with or without a unit (B, KiB, MiB, GiB, TiB)`, unit: 'bytes' };
}

export function text(pattern: RegExp, bound: string): ValueKind<string> {
  return { schema: z.string().regex(pattern), bound, unit: undefined };
}

export const onOff: ValueKind<boolean> = {
  schema: z.preprocess((value) => (value === 'on' ? true : value === 'off' ? false : value), z.boolean()),
  bound: 'on or off',
  unit: undefined,
};

export const httpUrl: ValueKind<string> = {
  schema: z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, '')),
  bound: 'an http or https URL',
  unit: undefined,
};

export const postgresUrl: ValueKind<string> = {
  schema: z.url({ protocol: /^postgres(ql)?$/ }),
  bound: 'a URL as postgres://user:password@host:5432/database',
  unit: undefined,
};

/** One or more `host:port`, separated by commas. */
export const addresses: ValueKind<readonly string[]> = {
  schema: z.preprocess(split, z.array(z.string().regex(/^[A-Za-z0-9.-]+:\d{1,5}$|^\[[0-9A-Fa-f:]+\]:\d{1,5}$/)).min(1)),
  bound: 'one or more host:port, separated by commas',
  unit: undefined,
};

/** Names of networks that the address of a proxy may lie in. `uniquelocal`: those of private networks. */
const namedNetworks: ReadonlySet<string> = new Set(['loopback', 'linklocal', 'uniquelocal']);

/** Addresses, networks such as `10.0.0.0/8`, or named networks, separated by commas. */
export const networks: ValueKind<readonly string[]> = {
  schema: z.preprocess(
    (value) => (typeof value === 'string' ? value.split(',').map((network) => network.trim()) : value),
    z.array(z.string().refine((network) => namedNetworks.has(network) || isNetwork(network))).min(1),
  ),
  bound: `addresses, networks such as 10.0.0.0/8, or ${[...namedNetworks].join(', ')}, separated by commas`,
  unit: undefined,
};

function isNetwork(text: string): boolean {
  const [, address = '', bits] = /^([0-9A-Fa-f.:]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  if (!isIPv4(address) && !isIPv6(address)) return false;
  // A network of no bits would believe everybody.
  return bits === undefined || (Number(bits) >= 1 && Number(bits) <= (isIPv4(address) ? 32 : 128));
}
/** Names of machines, separated by commas. */
export const names: ValueKind<readonly string[]> = {
  schema: z.preprocess(split, z.array(z.string().regex(/^[A-Za-z0-9._-]+$/)).min(1)),
  bound: 'one or more host names without a port, separated by commas',
  unit: undefined,
};

/** Origins as browsers name them, separated by commas. */
export const origins: ValueKind<readonly string[]> = {
  schema: z.preprocess(
    split,
    z
      .array(
        z.union([
          z.literal('*'),
          z.string().refine((text) => URL.canParse(text) && new URL(text).origin === text && /^https?:/.test(text)),
        ]),
      )
      .min(1),
  ),
  bound: 'one or more origins such as https://app.example.org, separated by commas, or *',
  unit: undefined,
};

/** Names separated by commas. Each must be in `known`, and each counts once. */
export function namesOf<const Known extends readonly [string, ...string[]]>(known: Known): ValueKind<readonly Known[number][]> {
  const schema = z.preprocess(
    split,
    z
      .array(z.enum(known))
      .min(1)
      .transform((names) => [...new Set(names)]),
  );
  return { schema, bound: `names out of ${known.join(', ')}, separated by commas`, unit: undefined };
}

function wholeNumber(min: number, max: number) {
  return z.preprocess(
    (value) => (typeof value === 'string' && /^\d{1,15}$/.test(value.trim()) ? Number(value) : value),
    z.int().min(min).max(max),
  );
}

const unitBytes: Readonly<Record<string, number>> = { '': 1, b: 1, kib: 1024, mib: 1024 ** 2, gib: 1024 ** 3, tib: 1024 ** 4 };

function bytesOf(written: string): number | undefined {
  const [, amount, unit] = /^(\d{1,15})\s*([a-z]{0,3})$/i.exec(written.trim()) ?? [];
  const factor = unitBytes[unit?.toLowerCase() ?? 'unknown'];
  return amount === undefined || factor === undefined ? undefined : Number(amount) * factor;
}
