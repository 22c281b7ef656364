create schema vault;

-- Without a key: it was erased.
create table vault.slot (page text, place int2, key bytea, erased_at timestamptz, primary key (page, place));
create index slot_erased on vault.slot (erased_at) where erased_at is not null;

-- Without a value: it was erased.
create table vault.entry (kind text, name text, value bytea, changed_at timestamptz not null, primary key (kind, name));
create index entry_changed on vault.entry (changed_at);
