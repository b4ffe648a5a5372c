import { type Clock, type MallId, mallId, type Random, randomId } from '../lib/index.ts'
import type { Row, State, StateTx } from '../state/index.ts'
import { livingLeases, type Mode, type Turn, turnName, type Wake } from './job.ts'
import { defaultTimeoutSeconds, isKnownFlow } from './job-defaults.ts'
import { nextRunAt } from './schedule.ts'

export interface TurnParts {
  readonly state: Pick<State, 'db' | 'transaction'>
  readonly clock: Clock
  readonly random: Random
  /** The zone of jobs that name none. */
  readonly timeZone: string
  /** Has this holder of a lease certainly died? */
  readonly isGone: (holder: string) => boolean
}

type JobRow = Row<'job'>
type AskRow = Row<'run_ask'>

/** What is due now, longest waiting first: by schedule, by back-off, or because somebody asked. */
export async function dueTurns(db: State['db'], now: number): Promise<readonly Turn[]> {
  const asked = await db
    .selectFrom('run_ask')
    .innerJoin('mall', 'mall.mall', 'run_ask.mall')
    .select(['run_ask.flow', 'run_ask.mall'])
    .where('run_ask.taken_at', 'is', null)
    .where('mall.enabled', '=', 1)
    .orderBy('run_ask.asked_at')
    .orderBy('run_ask.id')
    .execute()
  const due = await dueJobs(db, now)
  const turns = [...asked, ...due].filter(row => isKnownFlow(row.flow))
  return [
    ...new Map(turns.map(row => [`${row.flow}/${row.mall}`, { flow: row.flow, mall: mallId(row.mall) }])).values(),
  ]
}

/** When the next job is due after `now`; undefined when none is. */
export async function nextDueAt(db: State['db'], now: number): Promise<number | undefined> {
  const row = await db
    .selectFrom('job')
    .innerJoin('mall', 'mall.mall', 'job.mall')
    .select(eb => [eb.fn.min('job.next_at').as('next_at')])
    .where('mall.enabled', '=', 1)
    .where('job.enabled', '=', 1)
    .where('job.next_at', '>', now)
    .executeTakeFirst()
  const retry = await db
    .selectFrom('job')
    .innerJoin('mall', 'mall.mall', 'job.mall')
    .select(eb => [eb.fn.min('job.retry_at').as('retry_at')])
    .where('mall.enabled', '=', 1)
    .where('job.enabled', '=', 1)
    .where('job.retry_at', '>', now)
    .executeTakeFirst()
  const times = [row?.next_at, retry?.retry_at].filter(at => typeof at === 'number')
  return times.length === 0 ? undefined : Math.min(...times)
}

/**
 * Takes what is due of one turn and moves its jobs on; undefined when nothing is, or while a runner has the flow. On our
 * database alone: which of several processes that look at once gets it is decided by its row.
 */
export async function takeTurn(parts: TurnParts, turn: Turn): Promise<Wake | undefined> {
  const { state, clock, random } = parts
  const runId = randomId(random)
  return state.transaction(async tx => {
    const now = clock.now()
    // Due things wait for a run under way (a command's, another process's) and then run once.
    if ((await livingLeases(tx, now, parts.isGone)).has(turnName(turn))) return undefined
    const ask = await waitingAsk(tx, turn)
    const due = (await dueJobs(tx, now)).filter(row => row.flow === turn.flow && row.mall === turn.mall)
    const decided = decide(ask, due)
    if (!decided || !(await isEnabledMall(tx, turn.mall))) return undefined
    if (ask && !(await takeAsk(tx, ask, runId, now))) return undefined
    for (const row of decided.covers) {
      const isOurs = await moveOn(tx, parts, row, decided.mode === row.mode ? now : row.last_started_at)
      if (!isOurs && !ask) return undefined
    }
    return {
      ...turn,
      mode: decided.mode,
      only: ask?.only_step ?? undefined,
      trigger: ask?.asked_by ?? 'schedule',
      runId,
      timeoutMs: (await timeoutOf(tx, turn, decided.mode)) * 1000,
      askId: ask?.id,
      isDue: decided.covers.some(row => row.mode === decided.mode),
    }
  })
}

/** Which run answers what is due: `full` does what `quick` would, one step alone answers nothing but its ask. */
function decide(
  ask: AskRow | undefined,
  due: readonly JobRow[],
): { readonly mode: Mode; readonly covers: readonly JobRow[] } | undefined {
  if (ask && ask.only_step !== null) return { mode: ask.mode, covers: [] }
  if (!ask && due.length === 0) return undefined
  const isFull = ask?.mode === 'full' || due.some(row => row.mode === 'full')
  return { mode: isFull ? 'full' : 'quick', covers: due }
}

const dueJobs = (db: Pick<State['db'], 'selectFrom'>, now: number): Promise<readonly JobRow[]> =>
  db
    .selectFrom('job')
    .innerJoin('mall', 'mall.mall', 'job.mall')
    .selectAll('job')
    .where('mall.enabled', '=', 1)
    .where('job.enabled', '=', 1)
    .where(eb => eb.or([eb('job.next_at', '<=', now), eb('job.retry_at', '<=', now)]))
    .orderBy('job.next_at')
    .orderBy('job.mode')
    .orderBy('job.mall')
    .orderBy('job.flow')
    .execute()

const waitingAsk = (tx: StateTx, { flow, mall }: Turn): Promise<AskRow | undefined> =>
  tx
    .selectFrom('run_ask')
    .selectAll()
    .where('flow', '=', flow)
    .where('mall', '=', mall)
    .where('taken_at', 'is', null)
    .executeTakeFirst()

async function isEnabledMall(tx: StateTx, mall: MallId): Promise<boolean> {
  const row = await tx.selectFrom('mall').select('enabled').where('mall', '=', mall).executeTakeFirst()
  return row?.enabled === 1
}

async function takeAsk(tx: StateTx, ask: AskRow, runId: string, now: number): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('run_ask')
    .set({ taken_at: now, run_id: runId })
    .where('id', '=', ask.id)
    .where('taken_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

/** False when another process was faster. */
async function moveOn(tx: StateTx, parts: TurnParts, row: JobRow, startedAt: number | null): Promise<boolean> {
  const timetable = { schedule: row.schedule, timeZone: row.time_zone ?? parts.timeZone }
  const next = nextRunAt(timetable, row.next_at ?? parts.clock.now(), parts.clock.now())
  const { numUpdatedRows } = await tx
    .updateTable('job')
    .set({
      last_started_at: startedAt,
      retry_at: null,
      ...(next === undefined ? brokenSchedule(row.schedule) : { next_at: next }),
    })
    .where('flow', '=', row.flow)
    .where('mall', '=', row.mall)
    .where('mode', '=', row.mode)
    .where('next_at', row.next_at === null ? 'is' : '=', row.next_at)
    .where('retry_at', row.retry_at === null ? 'is' : '=', row.retry_at)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

/** A schedule that cannot be followed switches its job off and says so, instead of failing at every round. */
const brokenSchedule = (schedule: string) => ({
  enabled: 0,
  next_at: null,
  retry_at: null,
  problem: 'schedule-invalid',
  problem_params: JSON.stringify({ schedule }),
})

async function timeoutOf(tx: StateTx, turn: Turn, mode: Mode): Promise<number> {
  const row = await tx
    .selectFrom('job')
    .select('timeout_seconds')
    .where('flow', '=', turn.flow)
    .where('mall', '=', turn.mall)
    .where('mode', '=', mode)
    .executeTakeFirst()
  return row?.timeout_seconds ?? defaultTimeoutSeconds
}
