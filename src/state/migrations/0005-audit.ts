import type { SqlWords } from './0001-first-schema.ts'

/** Differences the audit found, since when. Column comments are in the `*-tables.ts` files. */
export const auditSchema = ({ id, int, end }: SqlWords): readonly string[] => [
  `create table audit_run (run_id text not null primary key, mall text not null, from_at ${int} not null,
     to_at ${int} not null, started_at ${int} not null, finished_at ${int} not null, verdict text not null,
     counts text not null, unread text not null, differences ${int} not null, under_way_count ${int} not null,
     under_way text not null)${end}`,
  `create index audit_run_mall on audit_run (mall, started_at)`,
  `create index audit_run_started on audit_run (started_at)`,
  `create table audit_difference (id ${id}, mall text not null, kind text not null, subject text not null,
     detail text not null, ours text not null, theirs text not null, subject_at ${int}, first_seen_at ${int} not null,
     last_seen_at ${int} not null, first_run text not null, last_run text not null, gone_at ${int})${end}`,
  // One open row per difference: the next audit finds it and keeps since when.
  `create unique index audit_difference_open on audit_difference (mall, kind, subject, detail) where gone_at is null`,
  `create index audit_difference_mall on audit_difference (mall, id)`,
  `create index audit_difference_run on audit_difference (last_run)`,
  `create index audit_difference_gone on audit_difference (gone_at) where gone_at is not null`,
]
