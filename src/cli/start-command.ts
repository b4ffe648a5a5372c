import type { Command } from 'commander'
import { listMalls } from '../accounts/index.ts'
import { sentence } from '../code-text.ts'
import type { Kontor } from '../compose.ts'
import { type JobSeed, type RunResult, Scheduler, type Wake } from '../engine/index.ts'
import type { FlowName } from '../flows.ts'
import type { MallId } from '../lib/index.ts'
import { lockDataFolder } from '../state/index.ts'
import { label } from '../texts/index.ts'
import type { CommandContext, ExitCode } from './command.ts'
import { faultText } from './fault-text.ts'
import { dateTime } from './local-format.ts'
import type { Run } from './program.ts'
import { stepLine } from './run-progress.ts'
import type { Terminal } from './terminal.ts'

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
    const jobs = await jobsOf(kontor)
    if (jobs.length === 0) {
      terminal.complain(sentence('accounts.no-mall', terminal.language))
      return 1
    }
    const scheduler = new Scheduler({
      state: kontor.state,
      clock: kontor.clock,
      timeZone: config.timeZone,
      run: async (job, signal) => {
        const flow = job.flow as FlowName // seeded below
        const result = await kontor.run(flow, job.mall, { mode: job.mode, trigger: job.trigger, signal })
        for (const line of runLines(kontor, terminal, job, result)) terminal.line(line)
        // A store added meanwhile by command joins without a restart.
        await scheduler.seed(await jobsOf(kontor))
      },
      onError: (error, job) =>
        terminal.complain(`${job ? `${job.mall} · ${job.flow}: ` : ''}${faultText(error, terminal.language)}`),
    })
    await scheduler.seed(jobs)
    // A new shop, or one whose nightly run died, does not wait for the next night to learn its listings.
    for (const mall of await withoutFullRun(kontor)) scheduler.trigger('sync_inventory', mall, 'full', 'start')
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

/** `24.11.2026, 15:32:07  main · Bestellungen (vollständig): fertig`, and below it each step that did not go through. */
function runLines(kontor: Kontor, terminal: Terminal, job: Wake, result: RunResult): readonly string[] {
  const { language } = terminal
  const at = dateTime(kontor.clock.now(), kontor.config.timeZone, language)
  const what = `${label('flow', job.flow, language)} (${label('mode', job.mode, language)})`
  return [
    `${at}  ${job.mall} · ${what}: ${label('runState', result.state, language)}`,
    ...result.steps
      .filter(step => step.code !== undefined)
      .map(step => stepLine(step, terminal, label('step', step.name, language))),
  ]
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

const dayMs = 86_400_000

/** Malls whose listings were not read completely since the night before last. */
async function withoutFullRun(kontor: Kontor): Promise<readonly MallId[]> {
  const rows = await kontor.state.db
    .selectFrom('run')
    .select('mall')
    .distinct()
    .where('flow', '=', 'sync_inventory')
    .where('mode', '=', 'full')
    .where('state', '=', 'done')
    .where('started_at', '>', kontor.clock.now() - 1.5 * dayMs)
    .orderBy('mall')
    .execute()
  const read = new Set(rows.map(row => row.mall))
  return (await listMalls(kontor.state.db)).filter(mall => mall.isEnabled && !read.has(mall.id)).map(mall => mall.id)
}
