import type { Kontor } from '../compose.ts'
import type { Config, Environment } from '../config.ts'
import type { Streams, Terminal } from './terminal.ts'

/** What every command gets. */
export interface CommandContext {
  readonly terminal: Terminal
  readonly streams: Streams
  readonly environment: Environment
  readonly config: Config
  /** Aborted by SIGINT and SIGTERM: begin nothing new, end at a known point. */
  readonly signal: AbortSignal
  /** Opens our state and the edges for the duration of `work`. */
  withKontor<T>(work: (kontor: Kontor) => Promise<T>): Promise<T>
}

/** 0 only when nothing failed; 1 something failed or is not done; 2 the command or the settings were wrong. */
export type ExitCode = number
