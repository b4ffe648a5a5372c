import type { Kontor } from '../compose.ts'
import type { Jobs } from '../jobs/index.ts'
import type { CommandContext } from './command.ts'

export interface ServiceParts {
  readonly context: CommandContext
  readonly kontor: Kontor
  readonly jobs: Jobs
}

/** What answers people and programs while flows run, from its return until it is disposed. Nothing listens yet. */
export async function startService(_parts: ServiceParts): Promise<AsyncDisposable | undefined> {
  return undefined
}
