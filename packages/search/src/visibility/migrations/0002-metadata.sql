-- Filters by metadata ask which documents fit.
create index on visibility.document using gin (metadata jsonb_path_ops);
