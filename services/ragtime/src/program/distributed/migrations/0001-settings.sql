create schema settings;

create table settings.setting (name text primary key, value text not null, changed_at timestamptz not null);
