import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describeForeign } from '../lib/index.ts'
import type { State, StateTx } from '../state/index.ts'
import type { JobProblem, Mode } from './job.ts'
import { isKnownFlow, isTimeout } from './job-defaults.ts'
import { problemOfTimetable } from './schedule.ts'

/** One job of the old system's file, as far as it can be followed. */
export interface ImportedJob {
  readonly flow: string
  /** Undefined: for every mall. */
  readonly mall: string | undefined
  readonly mode: Mode | undefined
  readonly enabled: boolean
  readonly schedule: string | undefined
  readonly timeZone: string | undefined
  readonly timeoutSeconds: number | undefined
}

export interface WorkersConfig {
  readonly file: string
  readonly jobs: readonly ImportedJob[]
  /** Everything that could not be followed, for a person; empty when all of it was. */
  readonly problems: readonly JobProblem[]
}

const fileName = 'workers_config.json'

/** The first of the folders that has the file is read. Undefined: none has. */
export function readWorkersConfig(
  folders: readonly string[],
  timeZone: string,
  now: number,
): WorkersConfig | undefined {
  const file = folders.map(folder => join(folder, fileName)).find(each => existsSync(each))
  if (file === undefined) return undefined
  try {
    return { file, ...workersConfigFrom(JSON.parse(readFileSync(file, 'utf8')), timeZone, now) }
  } catch (error) {
    const problem = { code: 'workers-config-unreadable', params: { file, fault: describeForeign(error) } }
    return { file, jobs: [], problems: [problem] }
  }
}

/** What of a `workers_config.json` can be followed, and what cannot: docs/operate/schedules.md describes its fields. */
export function workersConfigFrom(
  value: unknown,
  timeZone: string,
  now: number,
): Pick<WorkersConfig, 'jobs' | 'problems'> {
  const list = Array.isArray(value) ? value : isRecord(value) ? entriesOf(value.jobs) : undefined
  if (!list) return { jobs: [], problems: [{ code: 'workers-config-shape', params: {} }] }
  const jobs: ImportedJob[] = []
  const problems: JobProblem[] = []
  for (const [at, entry] of list.entries()) {
    const read = readEntry(entry, at + 1, timeZone, now)
    problems.push(...read.problems)
    if (!read.job) continue
    const { job } = read
    if (jobs.some(each => each.flow === job.flow && each.mall === job.mall && each.mode === job.mode))
      problems.push({ code: 'workers-config-twice', params: { entry: at + 1, job: job.flow } })
    else jobs.push(job)
  }
  return { jobs, problems }
}

/** `{ "jobs": [ … ] }`, or `{ "jobs": { "sync_orders": { … } } }`. */
function entriesOf(jobs: unknown): readonly unknown[] | undefined {
  if (Array.isArray(jobs)) return jobs
  if (!isRecord(jobs)) return undefined
  return Object.entries(jobs).map(([name, entry]) =>
    isRecord(entry) ? { job_type: name, ...entry } : { job_type: name, entry },
  )
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Names that jobs had in versions of the old system. */
const flowNames: Readonly<Record<string, string>> = {
  order_workflow: 'sync_orders',
  inventory_workflow: 'sync_inventory',
}

const nameFields = ['job_type', 'flow', 'name', 'id'] as const
const intervalFields = { interval_seconds: 1, interval_minutes: 60, interval_hours: 3600 } as const
/** Said by the old system for people, or its own book-keeping: nothing of it can be followed or missed. */
const silentFields = new Set(['description', 'title', 'last_run', 'next_run', 'status', 'created_at', 'updated_at'])

function readEntry(
  entry: unknown,
  number: number,
  timeZone: string,
  now: number,
): { readonly job?: ImportedJob; readonly problems: readonly JobProblem[] } {
  if (!isRecord(entry)) return { problems: [{ code: 'workers-config-entry', params: { entry: number } }] }
  // Some versions keep interval and switch in an object of their own.
  const fields = isRecord(entry.schedule) ? { ...entry, schedule: undefined, ...entry.schedule } : entry
  const named = nameFields.map(field => fields[field]).find(each => typeof each === 'string')
  const flow = typeof named === 'string' ? (flowNames[named.toLowerCase()] ?? named.toLowerCase()) : ''
  if (!isKnownFlow(flow))
    return { problems: [{ code: 'workers-config-flow', params: { entry: number, job: short(named ?? '–') } }] }
  const problems: JobProblem[] = []
  const wrong = (field: string): undefined => {
    problems.push({
      code: 'workers-config-field',
      params: { entry: number, job: flow, field, value: short(fields[field]) },
    })
  }
  const text = (field: string): string | undefined => {
    const value = fields[field] ?? undefined
    return value === undefined || (typeof value === 'string' && value.trim() !== '') ? value?.trim() : wrong(field)
  }
  const zone = text('timezone') ?? text('time_zone')
  const knownZone =
    zone === undefined || problemOfTimetable({ schedule: '300', timeZone: zone }, now) === undefined
      ? zone
      : wrong(fields.timezone === undefined ? 'time_zone' : 'timezone')
  const mode = text('mode')
  for (const field of Object.keys(fields))
    if (!knownFields.has(field) && !silentFields.has(field))
      problems.push({ code: 'workers-config-unknown', params: { entry: number, job: flow, field: short(field) } })
  const timeout = fields.timeout_seconds ?? undefined
  const job: ImportedJob = {
    flow,
    mall: text('mall'),
    mode: mode === undefined || mode === 'full' || mode === 'quick' ? mode : wrong('mode'),
    enabled: typeof (fields.enabled ?? true) === 'boolean' ? fields.enabled !== false : (wrong('enabled') ?? true),
    schedule: scheduleOf(fields, knownZone ?? timeZone, now, wrong),
    timeZone: knownZone,
    timeoutSeconds:
      timeout === undefined || (typeof timeout === 'number' && isTimeout(timeout)) ? timeout : wrong('timeout_seconds'),
  }
  return { job, problems }
}

const knownFields: ReadonlySet<string> = new Set([
  ...nameFields,
  ...Object.keys(intervalFields),
  ...['cron', 'schedule', 'enabled', 'mall', 'mode', 'timezone', 'time_zone', 'timeout_seconds'],
])

/** An interval in one of its units, or a cron expression. Undefined: the usual pace. */
function scheduleOf(
  fields: Readonly<Record<string, unknown>>,
  timeZone: string,
  now: number,
  wrong: (field: string) => undefined,
): string | undefined {
  for (const field of ['cron', 'schedule'] as const) {
    const value = fields[field] ?? undefined
    if (value === undefined) continue
    const schedule = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : ''
    return problemOfTimetable({ schedule, timeZone }, now) === undefined ? schedule : wrong(field)
  }
  for (const [field, unit] of Object.entries(intervalFields)) {
    const value = fields[field] ?? undefined
    if (value === undefined) continue
    const seconds = typeof value === 'number' ? Math.round(value * unit) : Number.NaN
    const schedule = String(seconds)
    return problemOfTimetable({ schedule, timeZone }, now) === undefined ? schedule : wrong(field)
  }
  return undefined
}

const short = (value: unknown): string => {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '–')
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}

const settingName = 'jobs/workers-config'

/** Keeps that the file was taken over and what of it could not be followed, so that it can be read later. */
export async function keepImport(
  tx: StateTx,
  { file, jobs, problems }: WorkersConfig,
  malls: ReadonlySet<string>,
  now: number,
): Promise<void> {
  const unknownMalls = jobs
    .filter(job => job.mall !== undefined && !malls.has(job.mall))
    .map(job => ({ code: 'workers-config-mall', params: { job: job.flow, mall: short(job.mall) } }))
  const value = JSON.stringify({ file, problems: [...problems, ...unknownMalls] })
  await tx
    .insertInto('setting')
    .values({ name: settingName, value, updated_at: now })
    .onConflict(conflict => conflict.column('name').doUpdateSet({ value, updated_at: now }))
    .execute()
}

/** What was taken over from the old system's file, when, and what of it could not be followed. */
export interface ImportReport extends Pick<WorkersConfig, 'file' | 'problems'> {
  readonly at: number
}

export async function importReport(db: State['db']): Promise<ImportReport | undefined> {
  const row = await db.selectFrom('setting').selectAll().where('name', '=', settingName).executeTakeFirst()
  if (!row) return undefined
  const kept = JSON.parse(row.value) as Pick<WorkersConfig, 'file' | 'problems'> // written by keepImport
  return { ...kept, at: row.updated_at }
}
