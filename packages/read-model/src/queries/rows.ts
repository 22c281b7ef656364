import { z } from 'zod';

/** An opaque id. It was checked when its event was decided; this restores its type. */
export const id = <Id extends string>() => z.string().transform((value) => value as Id);

/** Maps a nullable column to a member that may be undefined, so that nulls stay in SQL. */
export const maybe = <Schema extends z.ZodType>(schema: Schema) => schema.nullable().transform((value) => value ?? undefined);

export const count = z.int().nonnegative();
/** Milliseconds since 1970. */
export const time = z.int();

export const Failure = z.object({ code: z.string(), message: z.string() });
export type Failure = z.infer<typeof Failure>;
