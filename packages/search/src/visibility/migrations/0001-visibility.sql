-- What was visible when: a row holds at a position P when from_offset <= P < to_offset of its partition (the offset behind an event).
create schema visibility;
create table visibility.position (partition text primary key, "offset" int8 not null, link bytea not null);
create table visibility.stopped_key (
  partition text not null,
  key text not null,
  "offset" int8 not null,
  category text not null,
  detail text not null,
  primary key (partition, key)
);
create table visibility.dataset (
  dataset_id text primary key,
  tenant_id text not null,
  partition text not null,
  from_offset int8 not null,
  to_offset int8,
  closed_at_ms int8
);
-- A version of what a document is called, says of itself, and whether it is enabled.
create table visibility.document (
  document_id text not null,
  from_offset int8 not null,
  to_offset int8,
  closed_at_ms int8,
  partition text not null,
  dataset_id text not null,
  tenant_id text not null,
  enabled bool not null,
  name text,
  metadata jsonb not null,
  primary key (document_id, from_offset)
);
create index on visibility.document (dataset_id);
create index on visibility.document (closed_at_ms) where closed_at_ms is not null;
create table visibility.run (
  document_id text not null,
  run int8 not null,
  from_offset int8 not null,
  to_offset int8,
  closed_at_ms int8,
  partition text not null,
  dataset_id text not null,
  tenant_id text not null,
  -- The manifests that its entries can be made from again.
  artifacts jsonb not null,
  primary key (document_id, run)
);
create index on visibility.run (dataset_id);
create index on visibility.run (closed_at_ms) where closed_at_ms is not null;
-- What a hand made of a passage. Revision 0: it has no text of its own.
create table visibility.edit (
  document_id text not null,
  chunk_id text not null,
  from_offset int8 not null,
  to_offset int8,
  closed_at_ms int8,
  partition text not null,
  dataset_id text not null,
  revision int8 not null,
  -- As an If-Match names it: of the passage's last event.
  version int8 not null,
  enabled bool not null,
  deleted bool not null,
  typed_in bool not null,
  primary key (document_id, chunk_id, from_offset)
);
create index on visibility.edit (dataset_id);
create index on visibility.edit (closed_at_ms) where closed_at_ms is not null;
