-- Which generation of each projection answers, which is being built, and which can be switched back to.
create table ragtime.generation (
  projection text not null,
  generation int8 not null,
  -- Of the tables and the version: another one means that the rows are of other code.
  fingerprint text not null,
  state text not null check (state in ('building', 'live', 'previous', 'dropping')),
  primary key (projection, generation)
);
create unique index one_live_generation on ragtime.generation (projection) where state = 'live';

-- How far each generation has read, committed with its rows. The link tells this log from another one.
create table ragtime.position (
  projection text not null,
  generation int8 not null,
  -- topic/number
  partition text not null,
  "offset" int8 not null,
  link bytea not null,
  primary key (projection, generation, partition)
);

-- A key whose record could not be handled: passed over from this offset on, until it is resolved.
create table ragtime.stopped_key (
  projection text not null,
  generation int8 not null,
  partition text not null,
  key text not null,
  "offset" int8 not null,
  category text not null,
  detail text not null,
  primary key (projection, generation, partition, key)
);
