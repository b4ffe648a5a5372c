import type { SqlWords } from './0001-first-schema.ts'

/** What happened to runs, in an order that a reader can resume from. Column comments are in the `*-tables.ts` files. */
export const liveSchema = (words: SqlWords): readonly string[] => [
  ...jobOfEachLine(words),
  ...lineIndexes,
  ...runIndexes,
  ...liveTables(words),
  ...(words.kind === 'postgres' ? postgresTurns : []),
]

const isTrouble = `level in ('warn', 'error')`

/** A line knows its job itself: a join would read a million lines to find the fifty of a rare job. */
const jobOfEachLine = ({ int, end }: SqlWords): readonly string[] => [
  `alter table run_log add column flow text not null default ''`,
  `alter table run_log add column mode text not null default 'full'`,
  `update run_log set flow = coalesce((select run.flow from run where run.id = run_log.run_id), ''),
     mode = coalesce((select run.mode from run where run.id = run_log.run_id), 'full')`,
  `create table run_log_count (hour ${int} not null, flow text not null, mall text not null, mode text not null,
     step text not null, level text not null, lines ${int} not null,
     primary key (hour, flow, mall, mode, step, level))${end}`,
  `insert into run_log_count (hour, flow, mall, mode, step, level, lines)
     select at / 3600000, flow, mall, mode, step, level, count(*) from run_log
     group by at / 3600000, flow, mall, mode, step, level`,
]

/** Lists go by time, newest first, so every filter that may stand alone has an index that ends in the time. */
const lineIndexes = [
  `create index run_log_mall on run_log (mall, at)`,
  `create index run_log_job on run_log (flow, mall, mode, at)`,
  // Warnings are a handful among a million.
  `create index run_log_trouble on run_log (at) where ${isTrouble}`,
  `create index run_log_mall_trouble on run_log (mall, at) where ${isTrouble}`,
  `create index run_log_job_trouble on run_log (flow, mall, mode, at) where ${isTrouble}`,
  `create index run_log_about on run_log (subject, at) where subject is not null`,
  `drop index run_log_subject`,
]

const runIndexes = [
  `create index run_mall on run (mall, started_at)`,
  `create index run_job on run (flow, mall, mode, started_at)`,
  `create index run_state on run (state, started_at)`,
  `create index run_mall_state on run (mall, state, started_at)`,
]

const liveTables = ({ id, int, end }: SqlWords): readonly string[] => [
  `create table run_event (id ${id}, run_id text, flow text not null, mall text not null, mode text not null,
     at ${int} not null, kind text not null, step text, detail text not null)${end}`,
  `create index run_event_run on run_event (run_id, id) where run_id is not null`,
  `create index run_event_at on run_event (at)`,
  `create table run_progress (run_id text not null primary key, flow text not null, mall text not null,
     mode text not null, step text not null, done ${int} not null, total ${int}, at ${int} not null)${end}`,
]

/**
 * A reader resumes after the highest number it saw, so no lower one may appear later. SQLite has one writer; on PostgreSQL
 * the writers of these tables take turns, by a trigger and not by agreement, so that none can forget it. The trigger fires
 * before a number is drawn, and the lock is given back after the commit can be seen.
 */
const postgresTurns = [
  `create function in_turn() returns trigger language plpgsql as
     $$ begin perform pg_advisory_xact_lock(7304982111); return null; end $$`,
  `create trigger run_log_in_turn before insert on run_log for each statement execute function in_turn()`,
  `create trigger run_event_in_turn before insert on run_event for each statement execute function in_turn()`,
]
