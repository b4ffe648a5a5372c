import { type Command, Option } from 'commander'

import { sentence } from '../code-text.ts'
import type { Kontor } from '../compose.ts'
import type { Jobs, JobView, RunNowAnswer } from '../jobs/index.ts'
import { assertNever } from '../lib/index.ts'
import { label } from '../texts/index.ts'
import type { CommandContext, ExitCode } from './command.ts'
import { jobsOf } from './jobs-of.ts'
import { dateTime } from './local-format.ts'
import { examples, type Run } from './program.ts'
import { namedMall, wholeNumber } from './sync-command.ts'
import type { Terminal } from './terminal.ts'

interface ScheduleOptions {
  readonly every?: number
  readonly cron?: string
  readonly zone?: string
  readonly timeout?: number
}

/** `kontor jobs …`: what runs when, and asking for a run. */
export function jobsCommands(program: Command, run: Run): void {
  const jobs = program.command('jobs').description('what runs when, and asking for a run')
  jobs
    .command('list', { isDefault: true })
    .description('every job with its schedule, last and next run')
    .option('--mall <name>', 'one store alone')
    .option('--json', 'as JSON')
    .action((options: { readonly mall?: string }) => run(context => list(context, options.mall)))
  jobs
    .command('run')
    .description('asks the running Kontor for a run now')
    .argument('<job>', 'as kontor jobs shows it')
    .addOption(
      new Option('--mode <mode>', 'all steps, or only those that run every few minutes').choices(['full', 'quick']),
    )
    .option('--step <number>', 'one step alone', wholeNumber)
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      examples('kontor jobs run sync_orders.main.full', 'kontor jobs run sync_orders.main.full --step 3'),
    )
    .action((id: string, options: { readonly mode?: 'full' | 'quick'; readonly step?: number }) =>
      run(context => runNow(context, id, options)),
    )
  jobs
    .command('schedule')
    .description('changes when a job runs, and how long it may take')
    .argument('<job>', 'as kontor jobs shows it')
    .addOption(new Option('--every <seconds>', 'seconds between runs').argParser(wholeNumber).conflicts('cron'))
    .option('--cron <expression>', 'five fields: minute hour day month weekday')
    .option('--zone <name>', 'time zone of the expression; “default” is KONTOR_TIME_ZONE')
    .option('--timeout <seconds>', 'a run that takes longer is stopped', wholeNumber)
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      examples(
        'kontor jobs schedule sync_orders.main.full --every 600',
        'kontor jobs schedule sync_inventory.main.full --cron "15 2 * * *" --zone Europe/Berlin',
        'kontor jobs schedule sync_orders.main.full --timeout 900',
      ),
    )
    .action((id: string, options: ScheduleOptions) => run(context => schedule(context, id, options)))
  for (const [word, enabled] of [
    ['enable', true],
    ['disable', false],
  ] as const)
    jobs
      .command(word)
      .description(enabled ? 'switches a job on' : 'switches a job off')
      .argument('<job>', 'as kontor jobs shows it')
      .option('--json', 'as JSON')
      .action((id: string) =>
        run(context => change(context, id, ({ jobs: all }) => all.setEnabled(id, enabled, 'command'))),
      )
}

const list = (context: CommandContext, mall: string | undefined): Promise<ExitCode> =>
  context.withKontor(async kontor => {
    const { terminal } = context
    const { language } = terminal
    const jobs = jobsOf(kontor)
    const chosen = await namedMall(kontor, mall)
    const all = await jobs.list(chosen === undefined ? {} : { mall: chosen })
    const imported = await jobs.imported()
    if (terminal.isJson) {
      terminal.json({ jobs: all.map(job => jsonOf(job, terminal)), imported: imported ?? null })
      return 0
    }
    const say = terminal.say
    terminal.table(
      [
        say('Job', 'Job'),
        say('Ablauf', 'Flow'),
        say('Zeitplan', 'Schedule'),
        say('Letzter Lauf', 'Last run'),
        say('Nächster Lauf', 'Next run'),
      ],
      all.map(job => [
        job.id,
        flowOf(job, terminal),
        paceOf(job, terminal),
        lastOf(job, kontor, terminal),
        nextOf(job, kontor, terminal),
      ]),
    )
    for (const job of all)
      if (job.problem) terminal.line(`! ${job.id}: ${sentence(job.problem.code, language, job.problem.params)}`)
    for (const problem of imported?.problems ?? [])
      terminal.line(`! ${sentence(problem.code, language, problem.params)}`)
    return 0
  })

const flowOf = (job: JobView, { language }: Terminal): string =>
  `${label('flow', job.flow, language)} (${label('mode', job.mode, language)})`

function paceOf(job: JobView, terminal: Terminal): string {
  const seconds = Number(job.schedule)
  if (!Number.isInteger(seconds)) return `${job.schedule} (${job.timeZone})`
  return seconds % 60 === 0
    ? terminal.say(`alle ${seconds / 60} min`, `every ${seconds / 60} min`)
    : terminal.say(`alle ${seconds} s`, `every ${seconds} s`)
}

function lastOf(job: JobView, { config }: Kontor, terminal: Terminal): string {
  const run = job.lastRun
  if (!run) return '–'
  const state =
    run.state === 'running' ? terminal.say('läuft', 'running') : label('runState', run.state, terminal.language)
  return `${dateTime(run.startedAt, config.timeZone, terminal.language)} ${state}`
}

function nextOf(job: JobView, { config }: Kontor, terminal: Terminal): string {
  if (!job.enabled) return terminal.say('ausgeschaltet', 'off')
  if (job.asked) return terminal.say('vorgemerkt', 'asked for')
  return job.nextAt === null ? '–' : dateTime(job.nextAt, config.timeZone, terminal.language)
}

const jsonOf = (job: JobView, { language }: Terminal) => ({
  ...job,
  nextAt: job.nextAt === null ? null : new Date(job.nextAt).toISOString(),
  problem: job.problem && { ...job.problem, message: sentence(job.problem.code, language, job.problem.params) },
})

const runNow = (
  context: CommandContext,
  id: string,
  { mode, step }: { readonly mode?: 'full' | 'quick'; readonly step?: number },
): Promise<ExitCode> =>
  context.withKontor(async kontor => {
    const { terminal } = context
    const answer = await jobsOf(kontor).runNow({
      id,
      by: 'command',
      ...(mode === undefined ? {} : { mode }),
      ...(step === undefined ? {} : { only: step }),
    })
    const { code, params, exit } = wordsOf(answer, id)
    if (terminal.isJson) terminal.json({ ...answer, message: sentence(code, terminal.language, params) })
    else if (exit === 0) terminal.line(sentence(code, terminal.language, params))
    else terminal.complain(sentence(code, terminal.language, params))
    return exit
  })

function wordsOf(
  answer: RunNowAnswer,
  job: string,
): { readonly code: string; readonly params: Readonly<Record<string, string>>; readonly exit: ExitCode } {
  switch (answer.kind) {
    case 'asked':
      return { code: 'run-asked', params: {}, exit: 0 }
    case 'merged':
      return { code: `run-merged-${answer.into}`, params: {}, exit: 0 }
    case 'unknown-job':
      return { code: 'job-unknown', params: { job }, exit: 2 }
    case 'mall-disabled':
      return { code: 'job-mall-disabled', params: {}, exit: 1 }
    case 'unknown-step':
      return { code: 'job-step-unknown', params: { steps: answer.steps.join(', ') }, exit: 2 }
    default:
      return assertNever(answer)
  }
}

async function schedule(context: CommandContext, id: string, options: ScheduleOptions): Promise<ExitCode> {
  const pace = options.cron ?? (options.every === undefined ? undefined : String(options.every))
  return change(context, id, ({ jobs }) =>
    jobs.setSchedule(
      id,
      {
        ...(pace === undefined ? {} : { schedule: pace }),
        ...(options.zone === undefined ? {} : { timeZone: options.zone === 'default' ? '' : options.zone }),
        ...(options.timeout === undefined ? {} : { timeoutSeconds: options.timeout }),
      },
      'command',
    ),
  )
}

const change = (
  context: CommandContext,
  id: string,
  work: (parts: { readonly jobs: Jobs }) => ReturnType<Jobs['setSchedule']>,
): Promise<ExitCode> =>
  context.withKontor(async kontor => {
    const { terminal } = context
    const answer = await work({ jobs: jobsOf(kontor) })
    if (answer.kind !== 'ok') {
      const problem = answer.kind === 'wrong' ? answer.problem : { code: 'job-unknown', params: { job: id } }
      terminal.complain(sentence(problem.code, terminal.language, problem.params))
      return 2
    }
    const { job } = answer
    if (terminal.isJson) terminal.json(jsonOf(job, terminal))
    else terminal.line(`${job.id}: ${paceOf(job, terminal)} · ${nextOf(job, kontor, terminal)}`)
    return 0
  })
