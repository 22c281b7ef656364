-- The key vault has a database of its own, since it cannot be rebuilt.
create database ragtime_vault;
