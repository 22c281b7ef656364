-- The generation that the log had at the position: it rises when an operator orders a refold.
alter table ragtime.position add column log_generation int8 not null default 1;
