-- What the tasks of a run made: the manifests that the entries of a run can be made from. They come before their run is visible.
create table visibility.part (
  document_id text not null,
  run int8 not null,
  task_id text not null,
  dataset_id text not null,
  artifact text not null,
  primary key (document_id, run, task_id)
);
create index on visibility.part (dataset_id);
insert into visibility.part (document_id, run, task_id, dataset_id, artifact)
select r.document_id, r.run, 'window-' || (p.place - 1), r.dataset_id, p.artifact
from visibility.run r cross join lateral jsonb_array_elements_text(r.artifacts) with ordinality p (artifact, place);
alter table visibility.run drop column artifacts;
