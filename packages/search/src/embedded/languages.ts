import { type CommonQueryMethods, type FragmentSqlToken, sql } from 'slonik';
import { z } from 'zod';
import type { TableName } from './table.ts';

/** The languages for which Postgres knows word endings and stop words, by their first subtag. */
const configurations: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ar: 'arabic',
    ca: 'catalan',
    da: 'danish',
    de: 'german',
    el: 'greek',
    en: 'english',
    es: 'spanish',
    et: 'estonian',
    eu: 'basque',
    fi: 'finnish',
    fr: 'french',
    ga: 'irish',
    hi: 'hindi',
    hu: 'hungarian',
    hy: 'armenian',
    id: 'indonesian',
    it: 'italian',
    lt: 'lithuanian',
    nb: 'norwegian',
    ne: 'nepali',
    nl: 'dutch',
    nn: 'norwegian',
    no: 'norwegian',
    pt: 'portuguese',
    ro: 'romanian',
    ru: 'russian',
    sr: 'serbian',
    sv: 'swedish',
    ta: 'tamil',
    tr: 'turkish',
    yi: 'yiddish',
  }),
);

/** Words of an unknown language match as they are written. @param language BCP 47 */
export const configurationOf = (language: string): string =>
  configurations.get(language.split(/[-_]/u)[0]?.toLowerCase() ?? '') ?? 'simple';

export const english = 'english';

/** The stems of a text as a text, each repeated as often as it occurs. An index of plain words over it is an index of stems. */
export const stemsOf = (configuration: FragmentSqlToken, text: FragmentSqlToken): FragmentSqlToken => sql.fragment`
  (select string_agg(repeat(lexeme || ' ', cardinality(positions)), '') from unnest(to_tsvector(${configuration}::regconfig, ${text})))`;

/**
 * The configurations for which the index holds passages. The query jumps from one to the next in the database index: there are two or three of them
 * with thousands of passages each.
 */
export async function configurationsIn(pool: CommonQueryMethods, table: TableName): Promise<readonly string[]> {
  return await pool.anyFirst(sql.type(z.object({ configuration: z.string() }))`
    with recursive each as (
      (select configuration from ${table} order by configuration limit 1)
      union all
      select (select configuration from ${table} where configuration > each.configuration order by configuration limit 1)
      from each where each.configuration is not null)
    select configuration from each where configuration is not null`);
}
