create extension if not exists vector;
create extension if not exists pg_textsearch;
create schema search;
-- Each index has a table of its own, search.entry_<generation>: of one model, filled by one rebuild or by the projector.
create table search.generation (
  generation int8 primary key,
  model_id text not null,
  dimensions int8 not null,
  -- Raised when the same text would be indexed in another way.
  shape int8 not null,
  state text not null check (state in ('building', 'live', 'previous', 'dropping'))
);
create unique index one_live_index on search.generation (state) where state = 'live';
