import { flows } from '../flows.ts'
import type { Mode } from './job.ts'

/** How often the frequent flows run, from the settings. */
export interface Every {
  readonly ordersSeconds: number
  readonly inventorySeconds: number
}

interface DefaultJob {
  readonly flow: string
  readonly mode: Mode
  readonly schedule: (every: Every) => string
  readonly timeoutSeconds: number
  /** A new store does not wait for the night: its listings are read at once. */
  readonly startsAtOnce?: true
}

/** What runs by itself for every mall. One line per job; a flow that flows.ts does not have yet does not show. */
const table: readonly DefaultJob[] = [
  { flow: 'sync_orders', mode: 'full', schedule: every => String(every.ordersSeconds), timeoutSeconds: 1800 },
  { flow: 'sync_inventory', mode: 'quick', schedule: every => String(every.inventorySeconds), timeoutSeconds: 1800 },
  { flow: 'sync_inventory', mode: 'full', schedule: () => '15 2 * * *', timeoutSeconds: 7200, startsAtOnce: true },
  { flow: 'housekeeping', mode: 'full', schedule: () => '45 3 * * *', timeoutSeconds: 3600 },
  { flow: 'audit', mode: 'full', schedule: () => '30 4 * * *', timeoutSeconds: 7200 },
]

export const isKnownFlow = (flow: string): boolean => Object.hasOwn(flows, flow)

export const defaultJobs: readonly DefaultJob[] = table.filter(job => isKnownFlow(job.flow))

export const defaultTimeoutSeconds = 1800

/** A run may take from half a minute to a day. */
export const isTimeout = (seconds: number): boolean => Number.isInteger(seconds) && seconds >= 30 && seconds <= 86_400
