import { type Command, InvalidArgumentError } from 'commander'
import type { Mall } from '../accounts/index.ts'
import {
  auditOfRun,
  auditPeriod,
  isDay,
  type KeptDifference,
  listDifferences,
  type Period,
  prepareRepairs,
  repairsFor,
} from '../audit/index.ts'
import type { Kontor } from '../compose.ts'
import type { FlowName } from '../flows.ts'
import { label } from '../texts/index.ts'
import { type Audited, type Repaired, showAudits } from './audit-lines.ts'
import type { CommandContext, ExitCode } from './command.ts'
import { faultText } from './fault-text.ts'
import { examples, type Run } from './program.ts'
import { type Progress, showProgress } from './run-progress.ts'
import { chosenMalls } from './sync-command.ts'

interface AuditOptions {
  readonly from?: string
  readonly to?: string
  readonly mall?: string
  readonly repair?: boolean
}

/** `kontor audit`: is anything missing? 0 everything was read and agrees, 1 something differs, 2 something could not be read. */
export function auditCommand(program: Command, run: Run): void {
  program
    .command('audit')
    .description('compares TEMU, Kontor and JTL: orders, sums, parcels, offers')
    .option('--from <day>', 'orders placed from this day on, as 2026-11-24; without: the last 30 days', day)
    .option('--to <day>', 'to this day, included', day)
    .option('--mall <name>', 'one mall alone')
    .option(
      '--repair',
      'does what is safe: reads missing orders again, sends wrong offers again, and asks you about orders that JTL lost',
    )
    .option('--json', 'every difference with both values and since when, as JSON')
    .addHelpText(
      'after',
      `
Exit code: 0 everything was read and agrees · 1 something differs · 2 something could not be read
What is being worked on, or held with a reason, is no difference: it is listed as under way.
${examples('kontor audit', 'kontor audit --from 2026-11-01 --to 2026-11-15', 'kontor audit --repair', 'kontor audit --mall main --json')}`,
    )
    .action((options: AuditOptions) => run(context => neverAsOne(context, audit(context, options))))
}

/** 1 says that something differs, so a fault of the audit itself is a 2 like everything that was not read. */
async function neverAsOne(context: CommandContext, work: Promise<ExitCode>): Promise<ExitCode> {
  try {
    return await work
  } catch (error) {
    context.terminal.complain(faultText(error, context.terminal.language))
    return 2
  }
}

async function audit(context: CommandContext, options: AuditOptions): Promise<ExitCode> {
  return context.withKontor(async kontor => {
    const malls = await chosenMalls(kontor, options.mall)
    const { timeZone } = kontor.config
    const hasDates = options.from !== undefined || options.to !== undefined
    const period = hasDates ? auditPeriod(options, { now: kontor.clock.now(), timeZone }) : undefined
    const progress = showProgress(context.streams, context.terminal, step =>
      label('step', step, context.terminal.language),
    )
    const all: Audited[] = []
    const repaired: Repaired[] = []
    try {
      for (const mall of malls) {
        if (context.signal.aborted) break
        let one = await auditMall(context, kontor, mall, period, progress)
        const done = options.repair ? await repair(context, kontor, one, progress) : undefined
        if (done) {
          repaired.push(done)
          one = await auditMall(context, kontor, mall, period, progress)
        }
        all.push(one)
      }
    } finally {
      progress.stop()
    }
    showAudits(context.terminal, timeZone, all, repaired)
    const isStopped = context.signal.aborted || all.length < malls.length
    return isStopped ? 2 : Math.max(...all.map(exitCodeOf))
  })
}

const exitCodeOf = ({ audit: made }: Audited): ExitCode =>
  made === undefined || made.verdict === 'incomplete' ? 2 : made.verdict === 'differs' ? 1 : 0

async function auditMall(
  context: CommandContext,
  kontor: Kontor,
  mall: Mall,
  period: Period | undefined,
  progress: Progress,
): Promise<Audited> {
  const result = await kontor.run('audit', mall.id, {
    mode: 'full',
    trigger: 'command',
    signal: context.signal,
    ...(period === undefined ? {} : { period }),
    listen: event => progress.listen(event),
  })
  const made = result.runId === '' ? undefined : await auditOfRun(kontor.state.db, result.runId)
  const code = made ? undefined : (result.steps.find(step => step.code)?.code ?? result.state)
  const differences = made ? await allDifferences(kontor, made.runId) : []
  return { mall, audit: made, differences, code }
}

const pageSize = 1000

async function allDifferences(kontor: Kontor, runId: string): Promise<readonly KeptDifference[]> {
  const found: KeptDifference[] = []
  for (;;) {
    const afterId = found.at(-1)?.id
    const page = await listDifferences(kontor.state.db, {
      runId,
      limit: pageSize,
      ...(afterId === undefined ? {} : { afterId }),
    })
    found.push(...page)
    if (page.length < pageSize) return found
  }
}

/** Prepares what is safe and runs the usual flows; undefined when there is nothing to repair. */
async function repair(
  context: CommandContext,
  kontor: Kontor,
  { mall, differences }: Audited,
  progress: Progress,
): Promise<Repaired | undefined> {
  const repairs = repairsFor(differences)
  if (repairs.orders.length + repairs.skus.length + repairs.asked.length === 0) return undefined
  const asked = await prepareRepairs(kontor, mall.id, repairs, 'command')
  const flows: readonly (readonly [FlowName, 'full' | 'quick', boolean])[] = [
    ['sync_orders', 'full', repairs.orders.length > 0],
    ['sync_inventory', 'quick', repairs.skus.length > 0],
  ]
  for (const [flow, mode, isNeeded] of flows)
    if (isNeeded && !context.signal.aborted)
      await kontor.run(flow, mall.id, {
        mode,
        trigger: 'audit',
        signal: context.signal,
        listen: event => progress.listen(event),
      })
  return { mall, orders: repairs.orders, skus: repairs.skus, asked }
}

function day(text: string): string {
  if (isDay(text)) return text
  throw new InvalidArgumentError('a day as 2026-11-24')
}
