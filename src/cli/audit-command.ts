import { type Command, InvalidArgumentError } from 'commander'
import type { Mall } from '../accounts/index.ts'
import {
  type Audit,
  auditOfRun,
  auditPeriod,
  isDay,
  isRepairable,
  type KeptDifference,
  listDifferences,
  type Period,
  prepareRepairs,
  repairsFor,
  type Value,
} from '../audit/index.ts'
import { codeText, sentence } from '../code-text.ts'
import type { Kontor } from '../compose.ts'
import type { FlowName } from '../flows.ts'
import { label } from '../texts/index.ts'
import type { CommandContext, ExitCode } from './command.ts'
import { faultText } from './fault-text.ts'
import { counted, dateTime, money } from './local-format.ts'
import { examples, type Run } from './program.ts'
import { type Progress, showProgress } from './run-progress.ts'
import { chosenMalls } from './sync-command.ts'
import type { Terminal } from './terminal.ts'

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

interface Audited {
  readonly mall: Mall
  /** undefined: the run ended before it kept one (stopped, or another one is under way). */
  readonly audit: Audit | undefined
  readonly differences: readonly KeptDifference[]
  /** Why there is none. */
  readonly code: string | undefined
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
    show(context, kontor, all, repaired, malls.length > 1)
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

interface Repaired {
  readonly mall: Mall
  readonly orders: readonly string[]
  readonly skus: readonly string[]
  readonly asked: number
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

function show(
  context: CommandContext,
  kontor: Kontor,
  all: readonly Audited[],
  repaired: readonly Repaired[],
  areSeveral: boolean,
): void {
  const { terminal } = context
  if (terminal.isJson) {
    terminal.json({
      audits: all.map(each => auditAsJson(each, terminal)),
      repaired: repaired.map(({ mall, orders, skus, asked }) => ({ mall: mall.id, orders, skus, asked })),
    })
    return
  }
  for (const { mall, orders, skus, asked } of repaired)
    terminal.line(
      terminal.say(
        `${mall.id}: ${counted(orders.length, 'Bestellung', 'Bestellungen')} neu gelesen, ${counted(skus.length, 'Angebot', 'Angebote')} neu berechnet, ${counted(asked, 'Auftrag', 'Aufträge')} als Klärfall vorgelegt.`,
        `${mall.id}: ${counted(orders.length, 'order', 'orders')} read again, ${counted(skus.length, 'offer', 'offers')} computed again, ${counted(asked, 'order', 'orders')} put before you.`,
      ),
    )
  for (const one of all) {
    if (areSeveral) terminal.line(`── ${one.mall.id}`)
    showAudit(one, terminal, kontor.config.timeZone)
  }
}

function auditAsJson({ mall, audit: made, differences, code }: Audited, terminal: Terminal) {
  if (!made) return { mall: mall.id, verdict: 'incomplete', code, differences: [], underWay: [], unread: [] }
  return {
    mall: mall.id,
    run: made.runId,
    from: iso(made.from),
    to: iso(made.to),
    verdict: made.verdict,
    counts: made.counts,
    differences: differences.map(each => ({
      kind: each.kind,
      subject: each.subject,
      detail: each.detail,
      ours: each.ours,
      theirs: each.theirs,
      since: iso(each.since),
      repair: isRepairable(each.kind),
      message: sentence(`audit.${each.kind}`, terminal.language, paramsOf(each, terminal)),
    })),
    underWayCount: made.underWayCount,
    underWay: made.underWay,
    unread: made.unread.map(each => ({ ...each, message: sentence(each.code, terminal.language, each.params) })),
  }
}

const iso = (at: number): string => new Date(at).toISOString()

function showAudit({ audit: made, differences, code }: Audited, terminal: Terminal, timeZone: string): void {
  const { language } = terminal
  if (!made) {
    terminal.line(`✗ ${sentence(code ?? 'audit.could-not-read', language)}`)
    return
  }
  const { counts } = made
  const when = (at: number) => dateTime(at, timeZone, language)
  terminal.line(
    terminal.say(
      `Verglichen: ${when(made.from)} bis ${when(made.to)}. Gelesen: ${counts.temuOrders} Bestellungen bei TEMU, ${counts.ourOrders} in Kontor, ${counts.jtlOrders} in JTL (${counts.sums} Summen); ${counts.jtlParcels} Pakete in JTL, ${counts.temuParcels} bei TEMU; ${counts.offers} Angebote.`,
      `Compared: ${when(made.from)} to ${when(made.to)}. Read: ${counts.temuOrders} orders at TEMU, ${counts.ourOrders} in Kontor, ${counts.jtlOrders} in JTL (${counts.sums} sums); ${counts.jtlParcels} parcels in JTL, ${counts.temuParcels} at TEMU; ${counts.offers} offers.`,
    ),
  )
  for (const [reason, group] of Map.groupBy(made.unread, each => each.code)) {
    const { title, cure } = codeText(reason, language, group[0]?.params)
    terminal.line(
      `✗ ${terminal.say('Nicht gelesen', 'Not read')}: ${group.length > 1 ? `${group.length} × ` : ''}${title}`,
    )
    if (cure) terminal.line(`    → ${cure}`)
  }
  for (const [kind, group] of Map.groupBy(differences, each => each.kind)) showKind(kind, group, terminal, when)
  if (made.underWayCount > 0) {
    const states = Map.groupBy(made.underWay, each => each.state)
    const words = [...states]
      .map(([state, list]) => `${list.length} × ${label('underWay', state, language)}`)
      .join(', ')
    terminal.line(`↻ ${terminal.say('In Arbeit', 'Under way')}: ${made.underWayCount} (${words})`)
  }
  terminal.line(verdictLine(made, differences, terminal))
}

const shownPerKind = 20

function showKind(
  kind: KeptDifference['kind'],
  group: readonly KeptDifference[],
  terminal: Terminal,
  when: (at: number) => string,
): void {
  for (const each of group.slice(0, shownPerKind)) {
    const { title } = codeText(`audit.${kind}`, terminal.language, paramsOf(each, terminal))
    terminal.line(`! ${title}  [${kind}, ${terminal.say('seit', 'since')} ${when(each.since)}]`)
  }
  if (group.length > shownPerKind) terminal.line(`    … ${terminal.say('und', 'and')} ${group.length - shownPerKind}`)
  const [first] = group
  const cure = first && codeText(`audit.${kind}`, terminal.language, paramsOf(first, terminal)).cure
  if (cure) terminal.line(`    → ${cure}`)
}

function verdictLine(made: Audit, differences: readonly KeptDifference[], terminal: Terminal): string {
  switch (made.verdict) {
    case 'agrees':
      return terminal.say('✓ Alles gelesen, alles stimmt überein.', '✓ Everything was read, and everything agrees.')
    case 'differs': {
      const safe = differences.filter(each => isRepairable(each.kind)).length
      const offer =
        safe > 0
          ? terminal.say(
              ` ${safe} davon repariert: kontor audit --repair`,
              ` ${safe} of them are repaired by: kontor audit --repair`,
            )
          : ''
      return terminal.say(
        `✗ ${counted(differences.length, 'Abweichung', 'Abweichungen')}.${offer}`,
        `✗ ${counted(differences.length, 'difference', 'differences')}.${offer}`,
      )
    }
    case 'incomplete':
      return terminal.say(
        '✗ Nicht alles war zu lesen: Über den Rest ist nichts gesagt.',
        '✗ Not everything could be read: nothing is said about the rest.',
      )
  }
}

/** What fills the sentence of a kind. */
function paramsOf(each: KeptDifference, terminal: Terminal): Readonly<Record<string, string | number>> {
  return {
    subject: each.subject,
    detail: each.detail,
    ours: inWords(each.ours, terminal),
    theirs: inWords(each.theirs, terminal),
  }
}

function inWords(value: Value, terminal: Terminal): string {
  if (value === null) return terminal.say('nichts', 'nothing')
  if (typeof value !== 'object') return String(value)
  if (Array.isArray(value)) return value.join(', ')
  const { cents, currency, ...others } = value as Readonly<Record<string, string | number | null>> // not an array: asked just before
  if (typeof cents === 'number') return money(cents, String(currency ?? ''), terminal.language)
  return Object.entries(others)
    .map(([name, inner]) => `${name} ${inner ?? '–'}`)
    .join(', ')
}

function day(text: string): string {
  if (isDay(text)) return text
  throw new InvalidArgumentError('a day as 2026-11-24')
}
