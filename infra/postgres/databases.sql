-- That of the key vault is apart: it is the one that cannot be made anew.
create database ragtime_vault;
