import type { SqlWords } from './0001-first-schema.ts'

/** Runs asked for, time-outs and back-off of jobs. Column comments are in the `*-tables.ts` files. */
export const jobsSchema = ({ int, end }: SqlWords): readonly string[] => [
  `alter table job add column time_zone text`,
  `alter table job add column timeout_seconds ${int} not null default 1800`,
  `alter table job add column retry_at ${int}`,
  `alter table job add column failures ${int} not null default 0`,
  `alter table job add column problem text`,
  `alter table job add column problem_params text`,
  `alter table job add column changed_by text`,
  `alter table job add column changed_at ${int}`,
  `create index job_mall on job (mall)`,
  `create index job_next on job (next_at)`,
  `create index job_retry on job (retry_at) where retry_at is not null`,
  `create table run_ask (id text not null primary key, flow text not null, mall text not null, mode text not null,
     only_step ${int}, asked_by text not null, asked_at ${int} not null, taken_at ${int}, run_id text, ended_at ${int},
     outcome text)${end}`,
  // Two people who ask at once ask for one run.
  `create unique index run_ask_waiting on run_ask (flow, mall) where taken_at is null`,
  `create index run_ask_open on run_ask (taken_at) where taken_at is not null and ended_at is null`,
  `create index run_ask_ended on run_ask (ended_at) where ended_at is not null`,
]
