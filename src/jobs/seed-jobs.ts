import type { Clock } from '../lib/index.ts'
import type { NewRow, State } from '../state/index.ts'
import type { Mode } from './job.ts'
import { defaultJobs, type Every } from './job-defaults.ts'
import { firstRunAt } from './schedule.ts'
import { type ImportedJob, keepImport, type WorkersConfig } from './workers-config.ts'

export interface SeedParts {
  readonly state: Pick<State, 'db' | 'transaction'>
  readonly clock: Clock
  readonly timeZone: string
  readonly every: Every
  /** The old system's file, when there is one. Asked only while there are no jobs at all. */
  readonly readImport: () => WorkersConfig | undefined
}

/** Adds the jobs that malls do not have yet; what is there stays. `all`: also those that came with a new version. */
export async function seedJobs(parts: SeedParts, which: 'all' | 'new-malls'): Promise<number> {
  const { state, clock } = parts
  const malls = await mallsToSeed(state.db, which)
  if (malls.length === 0) return 0
  const isFirst = (await state.db.selectFrom('job').select('mall').limit(1).execute()).length === 0
  const imported = isFirst ? parts.readImport() : undefined
  const known = new Set(await allMalls(state.db))
  const rows = malls.flatMap(mall =>
    rowsOf(
      parts,
      mall,
      imported?.jobs.filter(job => !job.mall || job.mall === mall),
    ),
  )
  return state.transaction(async tx => {
    let added = 0
    for (const row of rows) {
      const { numInsertedOrUpdatedRows } = await tx
        .insertInto('job')
        .values(row)
        .onConflict(conflict => conflict.columns(['flow', 'mall', 'mode']).doNothing())
        .executeTakeFirst()
      added += Number(numInsertedOrUpdatedRows ?? 0n)
    }
    if (imported) await keepImport(tx, imported, known, clock.now())
    return added
  })
}

async function mallsToSeed(db: State['db'], which: 'all' | 'new-malls'): Promise<readonly string[]> {
  if (which === 'new-malls') {
    const rows = await db
      .selectFrom('mall')
      .select('mall')
      .where(eb => eb.not(eb.exists(eb.selectFrom('job').select('job.flow').whereRef('job.mall', '=', 'mall.mall'))))
      .orderBy('mall')
      .execute()
    return rows.map(row => row.mall)
  }
  const jobs = await db.selectFrom('job').select(['flow', 'mall', 'mode']).orderBy('mall').execute()
  const there = new Set(jobs.map(job => `${job.flow}.${job.mall}.${job.mode}`))
  return (await allMalls(db)).filter(mall => defaultJobs.some(job => !there.has(`${job.flow}.${mall}.${job.mode}`)))
}

const allMalls = async (db: State['db']): Promise<readonly string[]> =>
  (await db.selectFrom('mall').select('mall').orderBy('mall').execute()).map(row => row.mall)

function rowsOf(parts: SeedParts, mall: string, imported: readonly ImportedJob[] = []): readonly NewRow<'job'>[] {
  const now = parts.clock.now()
  const rows = defaultJobs.map(job => {
    const wish = imported.find(each => each.flow === job.flow && isMeant(each, job.flow, job.mode))
    const isOff = imported.some(
      each => each.flow === job.flow && !each.enabled && (!each.mode || each.mode === job.mode),
    )
    const schedule = wish?.schedule ?? job.schedule(parts.every)
    return rowOf(parts, {
      flow: job.flow,
      mall,
      mode: job.mode,
      enabled: !isOff,
      schedule,
      timeZone: wish?.timeZone,
      timeoutSeconds: wish?.timeoutSeconds ?? job.timeoutSeconds,
      ...(job.startsAtOnce ? { firstAt: now } : {}),
    })
  })
  const more = imported.filter(
    each => each.mode && !defaultJobs.some(job => job.flow === each.flow && job.mode === each.mode),
  )
  return [...rows, ...more.map(each => rowOf(parts, { ...each, mall, mode: each.mode ?? 'full' }))]
}

/** An entry without a mode means the frequent one: the first of its flow. */
const isMeant = (entry: ImportedJob, flow: string, mode: Mode): boolean =>
  entry.mode ? entry.mode === mode : defaultJobs.find(job => job.flow === flow)?.mode === mode

function rowOf(
  { clock, timeZone }: SeedParts,
  job: {
    readonly flow: string
    readonly mall: string
    readonly mode: Mode
    readonly enabled: boolean
    readonly schedule?: string | undefined
    readonly timeZone?: string | undefined
    readonly timeoutSeconds?: number | undefined
    readonly firstAt?: number
  },
): NewRow<'job'> {
  const schedule = job.schedule ?? '300'
  const now = clock.now()
  return {
    flow: job.flow,
    mall: job.mall,
    mode: job.mode,
    enabled: job.enabled ? 1 : 0,
    schedule,
    time_zone: job.timeZone ?? null,
    timeout_seconds: job.timeoutSeconds ?? 1800,
    last_started_at: null,
    next_at: job.firstAt ?? firstRunAt({ schedule, timeZone: job.timeZone ?? timeZone }, now) ?? null,
    retry_at: null,
    failures: 0,
    problem: null,
    problem_params: null,
    changed_by: null,
    changed_at: null,
  }
}
