import { z } from 'zod';

/** The router refuses a longer part of a path, so a longer id is answered as unknown. */
export const idLengthMax = 512;

/** An id as a caller sends it. Ids are opaque, so one of another form is answered as unknown by its route, not as invalid. */
export const GivenId = z.string().max(idLengthMax);

/** A text by which a list is filtered, such as a name. */
export const FilterText = z.string().max(1_024);

/** A `Ragtime-Position`, or a cursor that is one. All headers and the URL of a request have 16 KiB together. */
export const PositionText = z.string().max(16_000);

/** Real metadata is never so deep, and a recursive reader can go much deeper. `unstorable` refuses deeper values for all routes. */
export const depthMax = 64;

/** JSON of any shape. */
export const AnyJson = z.unknown().meta({ 'x-depth-max': depthMax });

/**
 * A map with at most so many members. Zod has no such bound, so the description gets it separately.
 */
export const recordOf = <Value extends z.ZodType>(value: Value, membersMax: number) =>
  z
    .record(z.string().min(1).max(200), value)
    .refine((members) => Object.keys(members).length <= membersMax, `must have at most ${membersMax} members`)
    .meta({ maxProperties: membersMax });
