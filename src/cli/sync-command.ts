import { type Command, InvalidArgumentError, Option } from 'commander'
import { listMalls, type Mall } from '../accounts/index.ts'
import { sentence } from '../code-text.ts'
import type { Kontor } from '../compose.ts'
import { heldItems, type RunResult, retryingItems, tryAgainNow } from '../engine/index.ts'
import { type FlowName, flows } from '../flows.ts'
import { ConnectorError, type MallId } from '../lib/index.ts'
import { label } from '../texts/index.ts'
import type { CommandContext, ExitCode } from './command.ts'
import { counted } from './local-format.ts'
import { examples, type Run } from './program.ts'
import { type Progress, showProgress } from './run-progress.ts'

interface SyncOptions {
  readonly mode: 'full' | 'quick'
  readonly step?: number
  readonly once?: boolean
  readonly dryRun?: boolean
  readonly mall?: string
}

const flowOf: Readonly<Record<string, FlowName>> = {
  orders: 'sync_orders',
  inventory: 'sync_inventory',
  housekeeping: 'housekeeping',
}

/** `kontor sync orders|inventory`: one run now, all malls or one. */
export function syncCommand(program: Command, run: Run): void {
  program
    .command('sync')
    .description('runs a flow now')
    .argument('<flow>', 'orders, inventory or housekeeping', flowArgument)
    .addOption(
      new Option('--mode <mode>', 'all steps, or only those that run every few minutes')
        .choices(['full', 'quick'])
        .default('full'),
    )
    .option('--step <number>', 'one step alone', wholeNumber)
    .option('--mall <name>', 'one mall alone')
    .option('--once', 'tries everything that waits for a later try, too')
    .option(
      '--dry-run',
      'prints the exact XML and the exact TEMU calls; sends nothing, writes nothing (the XML holds names and addresses: mind where you keep it)',
    )
    .option('--json', 'counts per step, and every held item with its reason, as JSON')
    .addHelpText(
      'after',
      `
Steps of orders:    1 fetch from TEMU, 2 take in, 3 hand over to JTL, 4 read parcels, 5 report to TEMU
Steps of inventory: 1 fetch listings, 2 take in and match, 3 read JTL's stock, 4 send offers
${examples(
  'kontor sync orders',
  'kontor sync orders --dry-run',
  'kontor sync orders --step 3 --mall main',
  'kontor sync inventory --mode quick --json',
  'kontor sync orders --once',
)}`,
    )
    .action((flow: FlowName, options: SyncOptions) => run(context => sync(context, flow, options)))
}

async function sync(context: CommandContext, flow: FlowName, options: SyncOptions): Promise<ExitCode> {
  const numbers = flows[flow].stages.map(stage => stage.number)
  if (options.step !== undefined && !numbers.includes(options.step)) {
    context.terminal.complain(
      context.terminal.say(
        `--step: ${flow} hat die Schritte ${numbers.join(', ')}, nicht ${options.step}.`,
        `--step: ${flow} has the steps ${numbers.join(', ')}, not ${options.step}.`,
      ),
    )
    return 2
  }
  return context.withKontor(async kontor => {
    const malls = await chosenMalls(kontor, options.mall)
    if (options.dryRun) return dryRun(context, kontor, flow, malls, options)
    const results: { readonly mall: string; readonly result: RunResult }[] = []
    const progress = showProgress(context.streams, context.terminal, step =>
      label('step', step, context.terminal.language),
    )
    try {
      for (const mall of malls) {
        if (context.signal.aborted) break
        if (malls.length > 1 && !context.terminal.isJson) context.terminal.line(`── ${mall.id}`)
        results.push({ mall: mall.id, result: await runOnce(context, kontor, flow, mall, options, progress) })
      }
    } finally {
      progress.stop()
    }
    await report(context, kontor, malls, results)
    return !context.signal.aborted && results.every(({ result }) => result.state === 'done') ? 0 : 1
  })
}

async function runOnce(
  context: CommandContext,
  kontor: Kontor,
  flow: FlowName,
  mall: Mall,
  options: SyncOptions,
  progress: Progress,
): Promise<RunResult> {
  if (options.once)
    await kontor.state.transaction(async tx => {
      await tryAgainNow(tx, { mall: mall.id, now: kontor.clock.now() })
      await tx.updateTable('paused').set({ probe_at: 0 }).where('mall', '=', mall.id).execute()
    })
  return kontor.run(flow, mall.id, {
    mode: options.mode,
    ...(options.step === undefined ? {} : { only: options.step }),
    trigger: 'command',
    signal: context.signal,
    listen: event => progress.listen(event),
  })
}

async function dryRun(
  context: CommandContext,
  kontor: Kontor,
  flow: FlowName,
  malls: readonly Mall[],
  options: SyncOptions,
): Promise<ExitCode> {
  const { terminal } = context
  const all = []
  for (const mall of malls) {
    const previews = await kontor.preview(flow, mall.id, {
      mode: options.mode,
      ...(options.step === undefined ? {} : { only: options.step }),
      signal: context.signal,
    })
    for (const preview of previews) {
      all.push({ mall: mall.id, ...preview })
      terminal.line(`— ${mall.id} · ${preview.step} · ${preview.item}`)
      terminal.line(preview.body)
      terminal.line()
    }
  }
  if (terminal.isJson) terminal.json({ dryRun: true, would: all })
  else
    terminal.line(
      terminal.say(
        `${counted(all.length, 'Vorgang wäre', 'Vorgänge wären')} jetzt fällig. Nichts wurde gesendet, nichts geschrieben.`,
        `${counted(all.length, 'item', 'items')} would be sent now. Nothing was sent, nothing was written.`,
      ),
    )
  return 0
}

async function report(
  context: CommandContext,
  kontor: Kontor,
  malls: readonly Mall[],
  results: readonly { readonly mall: string; readonly result: RunResult }[],
): Promise<void> {
  const { terminal } = context
  const held = []
  const retrying = []
  for (const mall of malls) {
    held.push(...(await heldItems(kontor.state.db, { mall: mall.id })))
    retrying.push(...(await retryingItems(kontor.state.db, { mall: mall.id })))
  }
  if (terminal.isJson) {
    terminal.json({
      runs: results.map(({ mall, result }) => ({
        mall,
        state: result.state,
        steps: result.steps.map(step => ({
          ...step,
          ...(step.code ? { message: sentence(step.code, terminal.language, step.params) } : {}),
        })),
      })),
      held: held.map(item => ({
        mall: item.mall,
        kind: item.kind,
        subject: item.subject,
        reason: item.reason,
        message: sentence(item.reason, terminal.language, { ...item.params, subject: item.subject }),
        since: new Date(item.since).toISOString(),
      })),
      retrying: retrying.map(item => ({
        mall: item.mall,
        step: item.step,
        item: item.item,
        code: item.code,
        tries: item.tries,
        nextAt: new Date(item.nextAt).toISOString(),
      })),
    })
    return
  }
  for (const { mall, result } of results)
    if (result.state === 'already-running') terminal.line(`${mall}: ${sentence('already-running', terminal.language)}`)
  if (context.signal.aborted) terminal.line(sentence('stopped', terminal.language))
  if (retrying.length > 0)
    terminal.line(
      terminal.say(
        `↻ ${counted(retrying.length, 'Vorgang wird', 'Vorgänge werden')} von selbst wieder versucht: kontor held`,
        `↻ ${counted(retrying.length, 'item is', 'items are')} tried again by themselves: kontor held`,
      ),
    )
  if (held.length > 0)
    terminal.line(
      terminal.say(
        `! ${counted(held.length, 'Klärfall wartet', 'Klärfälle warten')} auf Sie: kontor held`,
        `! ${counted(held.length, 'item needs', 'items need')} you: kontor held`,
      ),
    )
}

/** Malls by name, else all that are enabled. Throws when there is none: a sync of nothing is not a success. */
export async function chosenMalls(kontor: Kontor, name: string | undefined): Promise<readonly Mall[]> {
  const malls = await listMalls(kontor.state.db)
  const chosen = name === undefined ? malls.filter(mall => mall.isEnabled) : malls.filter(mall => mall.id === name)
  if (chosen.length > 0) return chosen
  throw new ConnectorError(name === undefined ? 'There is no mall yet.' : `There is no mall “${name}”.`, {
    code: name === undefined ? 'accounts.no-mall' : 'accounts.mall-unknown',
    reaction: 'hold',
    hint: 'Add one with kontor account add, or set TEMU_APP_KEY, TEMU_APP_SECRET and TEMU_ACCESS_TOKEN.',
    params: { mall: name ?? '' },
  })
}

/** The mall that was named, undefined for all. Throws `accounts.mall-unknown` for one that is not there. */
export async function namedMall(kontor: Kontor, name: string | undefined): Promise<MallId | undefined> {
  return name === undefined ? undefined : (await chosenMalls(kontor, name))[0]?.id
}

function flowArgument(value: string): FlowName {
  const flow = flowOf[value]
  if (flow) return flow
  throw new InvalidArgumentError('orders, inventory or housekeeping')
}

export function wholeNumber(value: string): number {
  if (/^\d+$/.test(value)) return Number(value)
  throw new InvalidArgumentError('a whole number')
}
