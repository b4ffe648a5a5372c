import type { Kontor } from '../compose.ts'
import type { Config } from '../config.ts'
import type { Scenario, SimulatedJtlOptions, SimulatedTemuOptions, Verdict, World } from '../simulator/index.ts'
import type { Passing } from './life.ts'
import type { StateTrouble } from './ported-state.ts'
import type { CrashPoint, Standstill } from './trace.ts'

export interface SimulationOptions {
  readonly scenario: Scenario
  /** Latencies and our own ids; the scenario says what happens. */
  readonly seed: string
  /** An empty folder for our state; one in memory (`/dev/shm`) is several times faster. */
  readonly dir: string
  readonly startedAt?: number
  /** Processes at once on one state; 1 when absent. */
  readonly runners?: number
  readonly crashes?: readonly CrashPoint[]
  readonly standstills?: readonly Standstill[]
  /** Called at both sides of every port. May move the world; `lost` breaks the connection to JTL there. */
  readonly onPort?: (passing: Passing, world: World) => 'lost' | undefined
  /** After each round of a life. */
  readonly onRound?: (kontor: Kontor) => void | Promise<void>
  /** A dead process is started again after this. */
  readonly restartMs?: number
  /** Orders and stock begin a round this often. */
  readonly everyMs?: number
  readonly keepsLines?: boolean
  /** How old JTL's numbers may be when a stock write arrives, before the judge calls it an oversell; 30 s when absent. */
  readonly readingAgeMs?: number
  readonly temu?: Partial<SimulatedTemuOptions>
  readonly jtl?: Partial<SimulatedJtlOptions>
  /** Virtual time after which a run ends without rest; by default so long after the world has nothing more to do. */
  readonly limitMs?: number
  /** Nobody rests before this instant, and no crash or standstill happens after it: the time of faults. */
  readonly faultsUntil?: number
  readonly trouble?: StateTrouble
  /** Where our state is; a file in `dir` when absent. */
  readonly database?: Config['database']
  /** Settings beside the usual ones, by their names in the environment. */
  readonly environment?: Readonly<Record<string, string>>
}

export interface Outcome {
  /** `limit`: the time was over before everything had come to rest. */
  readonly ending: 'rest' | 'deadlock' | 'livelock' | 'limit'
  readonly verdict: Verdict
  /** What is still under way when it did not come to rest. */
  readonly underWay: readonly string[]
  readonly fired: readonly CrashPoint[]
  readonly stood: readonly Standstill[]
  readonly visits: ReadonlyMap<string, number>
  /** Faults that runs threw: only our own state may do that. */
  readonly thrown: readonly string[]
  /** Runs that another runner took over, or whose runner had died. */
  readonly takeOvers: number
  readonly lives: number
  readonly rounds: number
  readonly events: number
  readonly virtualMs: number
  readonly digest: string
  readonly lines: readonly string[]
}
