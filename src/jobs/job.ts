import { type MallId, mallId } from '../lib/index.ts'
import type { Row, State } from '../state/index.ts'

export type Mode = 'full' | 'quick'

/** One flow of one mall: what never overlaps with itself (INV-9), whoever woke it. */
export interface Turn {
  readonly flow: string
  readonly mall: MallId
}

export const turnName = ({ flow, mall }: Turn): string => `${flow}/${mall}`

/** Our code and what fills its sentence. */
export interface JobProblem {
  readonly code: string
  readonly params: Readonly<Record<string, string | number>>
}

/** One waking: what to run and why. */
export interface Wake extends Turn {
  readonly mode: Mode
  /** One numbered step alone; undefined: the flow. */
  readonly only: number | undefined
  /** `schedule`, or who asked. */
  readonly trigger: string
  /** Given before the run begins, so that whoever asked can already follow it. */
  readonly runId: string
  readonly timeoutMs: number
  /** The ask it answers. */
  readonly askId: string | undefined
  /** It is the job's own run, due by its schedule or by back-off. */
  readonly isDue: boolean
}

/** A job as a person sees it. Instants are ms UTC. */
export interface JobView {
  /** `sync_orders.main.full` */
  readonly id: string
  readonly flow: string
  readonly mall: MallId
  readonly mode: Mode
  /** False with a `problem`: that is why it is off. */
  readonly enabled: boolean
  /** Seconds between runs (`300`) or a cron expression of five fields (`0 3 * * *`). */
  readonly schedule: string
  readonly timeZone: string
  readonly timeoutSeconds: number
  readonly lastRun: {
    readonly id: string
    readonly state: Row<'run'>['state']
    readonly startedAt: number
    readonly finishedAt: number | null
  } | null
  /** The next regular time or the sooner try after a failure; null when it does not run. */
  readonly nextAt: number | null
  readonly problem: JobProblem | null
  readonly isRunning: boolean
  /** Somebody asked for a run of this flow that has not begun yet. */
  readonly asked: boolean
  /** Who changed it last; null: as it was at first. */
  readonly changedBy: string | null
  readonly changedAt: number | null
}

export interface JobKey extends Turn {
  readonly mode: Mode
}

export const jobId = ({ flow, mall, mode }: JobKey): string => `${flow}.${mall}.${mode}`

/** Undefined for text that is no job's id. */
export function jobKeyOf(id: string): JobKey | undefined {
  const [flow, mall, mode, ...more] = id.split('.')
  if (!flow || !mall || more.length > 0 || (mode !== 'full' && mode !== 'quick')) return undefined
  return { flow, mall: mallId(mall), mode }
}

/** Leases that certainly or perhaps have a living holder, by the name of their turn. */
export async function livingLeases(
  db: Pick<State['db'], 'selectFrom'>,
  now: number,
  isGone: (holder: string) => boolean,
): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom('lease')
    .select(['flow', 'mall', 'holder'])
    .where('expires_at', '>', now)
    .orderBy('flow')
    .orderBy('mall')
    .execute()
  return new Set(rows.filter(row => !isGone(row.holder)).map(row => `${row.flow}/${row.mall}`))
}
