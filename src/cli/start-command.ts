import { once } from 'node:events'
import { type Command, Option } from 'commander'
import { listMalls } from '../accounts/index.ts'
import { openService, type Service } from '../api/index.ts'
import { sentence } from '../code-text.ts'
import type { Kontor } from '../compose.ts'
import type { RunResult } from '../engine/index.ts'
import { type Jobs, PgBossWaker, type Wake } from '../jobs/index.ts'
import { ConnectorError } from '../lib/index.ts'
import { hasPeople, makeSetupLink } from '../people/index.ts'
import { lockDataFolder } from '../state/index.ts'
import { label } from '../texts/index.ts'
import type { CommandContext, ExitCode } from './command.ts'
import { faultText } from './fault-text.ts'
import { jobsOf } from './jobs-of.ts'
import { dateTime } from './local-format.ts'
import { examples, type Run } from './program.ts'
import { programVersion } from './program-version.ts'
import { stepLine } from './run-progress.ts'
import type { Terminal } from './terminal.ts'

/** `all`: one process does everything. `api`: answers people and programs. `worker`: runs flows. */
type Role = 'all' | 'api' | 'worker'

interface StartOptions {
  readonly role: Role
}

/** `kontor start`: schedules, flows and the service until stopped. */
export function startCommand(program: Command, run: Run): void {
  program
    .command('start')
    .description('runs the schedules until stopped')
    .addOption(
      new Option('--role <role>', 'what this process does; api and worker alone need PostgreSQL')
        .choices(['all', 'api', 'worker'])
        .default('all'),
    )
    .addHelpText(
      'after',
      `
SIGTERM or Ctrl+C: begins nothing new, ends what runs at a known point within 10 seconds. A second one ends at once.
Exit codes: 0 stopped cleanly; 1 could not start (folder in use, port taken); 2 a wrong word or setting; 130 or 143 ended at once.
${examples('kontor start', 'kontor start --role worker')}`,
    )
    .action((options: StartOptions) => run(context => start(context, options)))
}

async function start(context: CommandContext, { role }: StartOptions): Promise<ExitCode> {
  const { config, terminal } = context
  if (config.database.kind === 'sqlite' && role !== 'all') {
    terminal.complain(sentence('role-needs-postgres', terminal.language, { role }))
    return 2
  }
  return context.withKontor(async kontor => {
    // Two schedulers on one data folder would be two of everything; PostgreSQL has leases for that and allows many.
    using _lock =
      kontor.state.kind === 'sqlite'
        ? lockDataFolder({ dataDir: config.dataDir, pid: process.pid, now: kontor.clock.now() })
        : undefined
    await refuseDamaged(kontor)
    const onFault = (error: unknown, wake?: Wake): void =>
      terminal.complain(`${wake ? `${wake.mall} · ${wake.flow}: ` : ''}${faultText(error, terminal.language)}`)
    await using waker =
      config.database.kind === 'postgres' ? new PgBossWaker({ url: config.database.url, onFault }) : undefined
    const jobs = jobsOf(kontor, {
      ...(waker ? { waker } : {}),
      onRun: (wake, result) => {
        for (const line of runLines(kontor, terminal, wake, result)) terminal.line(line)
      },
      onFault,
    })
    await using service =
      role === 'worker' ? undefined : await openService({ kontor, jobs, version: programVersion(), isSandbox: false })
    await introduce(kontor, jobs, terminal)
    if (service) await introduceService(kontor, service, terminal)
    const ending = role === 'api' ? await untilStopped(context.signal) : await jobs.loop(context.signal)
    terminal.line(
      ending === 'idle'
        ? terminal.say('Kontor ist sauber beendet.', 'Kontor has stopped cleanly.')
        : terminal.say(
            'Kontor ist beendet. Ein Lauf hörte nicht auf; der nächste Start sieht nach, was davon angekommen ist.',
            'Kontor has stopped. A run did not end; the next start looks what of it got through.',
          ),
    )
    // What does not end keeps sockets open: the process would wait for them.
    if (ending === 'left') kontor.clock.deadline(1000).signal.addEventListener('abort', () => process.exit(0))
    return 0
  })
}

/** A damaged file is met sooner or later in some run; before anything is sent there is time to put a backup back. */
async function refuseDamaged({ config: { database }, state }: Kontor): Promise<void> {
  const problems = await state.check()
  if (problems.length === 0 || database.kind !== 'sqlite') return
  throw new ConnectorError(`The database ${database.file} is damaged: ${problems.slice(0, 3).join('; ')}`, {
    code: 'state.corrupt',
    reaction: 'pause',
    hint: 'Stop Kontor, keep a copy of the data folder and restore the last backup: kontor restore FILE --to NEWFOLDER.',
  })
}

/** Where programs find the service. While nobody may sign in it says how to begin, by a command or by a link good for an hour. */
async function introduceService(kontor: Kontor, { url }: Service, terminal: Terminal): Promise<void> {
  const { state, clock, random } = kontor
  terminal.line(
    terminal.say(
      `REST-API: ${url}/api (Beschreibung: ${url}/api/docs)`,
      `REST API: ${url}/api (described at ${url}/api/docs)`,
    ),
  )
  if (await hasPeople(state)) return
  const link = await makeSetupLink({ state, clock, random, revoked: () => {} })
  if (link.kind === 'refused') return // somebody was added this very moment
  terminal.line(
    terminal.say(
      `Noch niemand darf sich anmelden. Die erste Person anlegen: kontor people add, oder einmal binnen 60 Minuten mit POST ${url}/api/links/redeem und diesem Link: ${url}${link.path}`,
      `Nobody may sign in yet. Add the first person: kontor people add, or once within 60 minutes by POST ${url}/api/links/redeem with this link: ${url}${link.path}`,
    ),
  )
}

const untilStopped = async (signal: AbortSignal): Promise<'idle'> => {
  if (!signal.aborted) await once(signal, 'abort')
  return 'idle'
}

async function introduce(kontor: Kontor, jobs: Jobs, terminal: Terminal): Promise<void> {
  const { dataDir, timeZone } = kontor.config
  terminal.line(
    terminal.say(
      `Kontor läuft. Daten: ${dataDir}. Beenden mit Strg+C.`,
      `Kontor is running. Data: ${dataDir}. Stop with Ctrl+C.`,
    ),
  )
  if ((await listMalls(kontor.state.db)).length === 0)
    terminal.complain(sentence('accounts.no-mall', terminal.language))
  const startedAt = kontor.clock.now()
  for (const job of await jobs.list())
    if (job.problem)
      terminal.complain(`${job.id}: ${sentence(job.problem.code, terminal.language, job.problem.params)}`)
  const imported = await jobs.imported()
  // Once, when it was taken over; afterwards `kontor jobs` tells it.
  if (!imported || imported.at < startedAt) return
  const at = dateTime(imported.at, timeZone, terminal.language)
  terminal.line(`${at}  ${sentence('workers-config-taken', terminal.language, { file: imported.file })}`)
  for (const problem of imported.problems) terminal.complain(sentence(problem.code, terminal.language, problem.params))
}

/** `24.11.2026, 15:32:07  main · Bestellungen (vollständig): fertig`, and below it each step that did not go through. */
function runLines(kontor: Kontor, terminal: Terminal, wake: Wake, result: RunResult | undefined): readonly string[] {
  const { language } = terminal
  const at = dateTime(kontor.clock.now(), kontor.config.timeZone, language)
  const what = `${label('flow', wake.flow, language)} (${label('mode', wake.mode, language)})`
  const steps = result?.steps.filter(step => step.code !== undefined) ?? []
  return [
    `${at}  ${wake.mall} · ${what}: ${label('runState', result?.state ?? 'stopped', language)}`,
    ...steps.map(step => stepLine(step, terminal, label('step', step.name, language))),
  ]
}
