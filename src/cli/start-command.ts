import type { Command } from 'commander'
import { listMalls } from '../accounts/index.ts'
import type { Kontor } from '../compose.ts'
import { type JobSeed, Scheduler } from '../engine/index.ts'
import type { FlowName } from '../flows.ts'
import { lockDataFolder } from '../state/index.ts'
import type { CommandContext, ExitCode } from './command.ts'
import { codeText } from './fault-text.ts'
import type { Run } from './program.ts'

/** `kontor start`: schedules and flows until stopped. */
export function startCommand(program: Command, run: Run): void {
  program
    .command('start')
    .description('runs the schedules until stopped')
    .action(() => run(start))
}

async function start(context: CommandContext): Promise<ExitCode> {
  const { config, terminal } = context
  return context.withKontor(async kontor => {
    // Two schedulers on one data folder would be two of everything; PostgreSQL has leases for that and allows many.
    using _lock =
      kontor.state.kind === 'sqlite'
        ? lockDataFolder({ dataDir: config.dataDir, pid: process.pid, now: kontor.clock.now() })
        : undefined
    const scheduler = new Scheduler({
      state: kontor.state,
      clock: kontor.clock,
      timeZone: config.timeZone,
      run: async (job, signal) => {
        const result = await kontor.run(job.flow as FlowName, job.mall, {
          mode: job.mode,
          trigger: job.trigger,
          signal,
        }) // seeded below
        for (const step of result.steps)
          if (step.code)
            terminal.line(`${job.mall} · ${step.name}: ${codeText(step.code, terminal.language, step.params).title}`)
        terminal.line(
          `${new Date(kontor.clock.now()).toISOString()}  ${job.mall} · ${job.flow} (${job.mode}): ${result.state}`,
        )
      },
    })
    await scheduler.seed(await jobsOf(kontor))
    terminal.line(
      terminal.say(
        `Kontor läuft. Daten: ${config.dataDir}. Beenden mit Strg+C.`,
        `Kontor is running. Data: ${config.dataDir}. Stop with Ctrl+C.`,
      ),
    )
    await scheduler.loop(context.signal)
    terminal.line(terminal.say('Kontor ist sauber beendet.', 'Kontor has stopped cleanly.'))
    return 0
  })
}

/** Orders and stock every few minutes, everything about stock once a night, housekeeping after it. */
async function jobsOf(kontor: Kontor): Promise<readonly JobSeed[]> {
  const { ordersSeconds, inventorySeconds } = kontor.config.every
  return (await listMalls(kontor.state.db)).flatMap((mall): readonly JobSeed[] => [
    { flow: 'sync_orders', mall: mall.id, mode: 'full', schedule: String(ordersSeconds) },
    { flow: 'sync_inventory', mall: mall.id, mode: 'quick', schedule: String(inventorySeconds) },
    { flow: 'sync_inventory', mall: mall.id, mode: 'full', schedule: '15 2 * * *' },
    { flow: 'housekeeping', mall: mall.id, mode: 'full', schedule: '45 3 * * *' },
  ])
}
