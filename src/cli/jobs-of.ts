import type { Kontor } from '../compose.ts'
import { holderIsGone } from '../engine/index.ts'
import type { FlowName } from '../flows.ts'
import { createJobs, type Jobs, type JobsOptions, readWorkersConfig } from '../jobs/index.ts'

/** The jobs of a composed Kontor. `more`: who wakes runs up, and who watches them. */
export function jobsOf(kontor: Kontor, more: Pick<JobsOptions, 'waker' | 'onRun' | 'onFault'> = {}): Jobs {
  const { config, state, clock, random } = kontor
  return createJobs({
    state,
    clock,
    random,
    timeZone: config.timeZone,
    every: config.every,
    retry: config.retry,
    isGone: holderIsGone,
    readImport: () => readWorkersConfig([config.dataDir, config.configDir], config.timeZone, clock.now()),
    run: (wake, signal) =>
      kontor.run(wake.flow as FlowName, wake.mall, {
        mode: wake.mode,
        trigger: wake.trigger,
        runId: wake.runId,
        signal,
        ...(wake.only === undefined ? {} : { only: wake.only }),
      }), // jobs of flows that flows.ts does not have are never woken
    ...more,
  })
}
