import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Command, InvalidArgumentError } from 'commander'
import { systemClock } from '../lib/index.ts'
import {
  type BatchFigures,
  batchFigures,
  type Explanation,
  explainFailure,
  type FaultKind,
  faultKinds,
  isGreen,
  makePlan,
  type Plan,
  type PlanOptions,
  readPlan,
  runBatch,
  type SeedReply,
} from '../simulate/index.ts'
import type { CommandContext, ExitCode } from './command.ts'
import { examples, type Run } from './program.ts'
import { batchLines, brokenLines, originText } from './simulate-lines.ts'
import { wholeNumber } from './sync-command.ts'

interface SimulateOptions {
  readonly seeds: number
  readonly orders: number
  readonly faults: PlanOptions['faults']
  readonly jobs: number
  readonly seed?: string
  readonly scenario?: string
}

/** `kontor simulate`: seeds of buyers and faults against the whole program in virtual time. */
export function simulateCommand(program: Command, run: Run): void {
  program
    .command('simulate')
    .description('runs invented shops with crashes and faults in virtual time, and checks every promise at every step')
    .option('--seeds <n>', 'how many runs: seeds 1 to n', atLeastOne, 20)
    .option('--orders <n>', 'orders of each run; 200 are a day of 24 hours', atLeastOne, 24)
    .option('--faults <kinds>', 'all, none, or kinds with commas between them', faultsFrom, 'all')
    .option('--seed <text>', 'one run alone, by its seed')
    .option('--scenario <plan>', 'one run alone, by the plan a story printed: a file, or the JSON itself')
    .option('--jobs <n>', 'processes at once; without: one per core', atLeastOne, availableParallelism())
    .option('--json', 'all figures, every breach and the shortest plan as JSON')
    .addHelpText(
      'after',
      `
Exit code: 0 every promise held, something happened, and each kind of fault hit · 1 not so · 2 wrong words
Kinds: ${faultKinds.join(', ')}
${examples('kontor simulate', 'kontor simulate --seeds 200 --faults all --json', 'kontor simulate --seed 17', 'kontor simulate --seeds 50 --faults crash:effect,standstill', 'kontor simulate --scenario plan.json')}`,
    )
    .action((options: SimulateOptions) => run(context => simulate(context, options)))
}

async function simulate(context: CommandContext, options: SimulateOptions): Promise<ExitCode> {
  const planOptions: PlanOptions = { orders: options.orders, faults: options.faults }
  const chosen = plansOf(options, planOptions)
  if ('problem' in chosen) {
    const { terminal } = context
    terminal.complain(
      terminal.say(
        `Der Plan hinter --scenario ist nicht lesbar: ${chosen.problem}`,
        `The plan of --scenario cannot be read: ${chosen.problem}`,
      ),
    )
    return 2
  }
  const startedAt = systemClock.elapsed()
  const replies = await runAll(context, options, chosen)
  const isBatch = options.seed === undefined && options.scenario === undefined
  // One run cannot hit every kind; a batch must.
  const figures = batchFigures(replies, isBatch ? options.faults : 'none')
  const wallSeconds = (systemClock.elapsed() - startedAt) / 1000
  const isWhole = replies.length === chosen.length
  const explanation = isWhole ? await explainShortest(context, replies, planOptions, chosen) : undefined
  show(context, { figures, replies, wallSeconds, explanation, options })
  return isWhole && isGreen(figures) ? 0 : 1
}

type Chosen = readonly ({ readonly plan: Plan } | { readonly seed: string; readonly options: PlanOptions })[]

function plansOf(options: SimulateOptions, planOptions: PlanOptions): Chosen | { readonly problem: string } {
  if (options.scenario !== undefined) {
    const text = existsSync(options.scenario) ? readFileSync(options.scenario, 'utf8') : options.scenario
    const read = readPlan(text)
    return 'problem' in read ? read : [read]
  }
  if (options.seed !== undefined) return [{ seed: options.seed, options: planOptions }]
  return Array.from({ length: options.seeds }, (_, at) => ({ seed: String(at + 1), options: planOptions }))
}

async function runAll(
  context: CommandContext,
  options: SimulateOptions,
  chosen: Chosen,
): Promise<readonly SeedReply[]> {
  const { terminal } = context
  const step = Math.max(1, Math.floor(chosen.length / 10))
  let done = 0
  return runBatch({
    tasks: chosen,
    jobs: options.jobs,
    signal: context.signal,
    onReply: reply => {
      done++
      for (const line of brokenLines(terminal, reply)) terminal.line(line)
      if (chosen.length > 1 && done % step === 0)
        terminal.line(terminal.say(`${done} von ${chosen.length} Läufen`, `${done} of ${chosen.length} runs`))
    },
  })
}

/** The failing run with the least in it is the cheapest to shrink and the easiest to read. */
async function explainShortest(
  context: CommandContext,
  replies: readonly SeedReply[],
  options: PlanOptions,
  chosen: Chosen,
): Promise<Explanation | undefined> {
  const broken = replies.filter(reply => reply.outcome.violations.length > 0)
  const [shortest] = broken.toSorted((a, b) => a.outcome.events - b.outcome.events)
  const promise = shortest?.outcome.violations[0]?.promise
  if (!shortest || promise === undefined) return undefined
  const { terminal } = context
  terminal.line(
    terminal.say(
      `Seed ${shortest.seed} wird auf das Nötigste verkürzt …`,
      `Shrinking seed ${shortest.seed} to what matters …`,
    ),
  )
  const given = chosen.find(one => 'plan' in one)
  const plan = given && 'plan' in given ? given.plan : makePlan(shortest.seed, options)
  return explainFailure(plan, promise, {
    signal: context.signal,
    replayOf: short => `kontor simulate --scenario ${keep(short)}   (seed ${shortest.seed}, ${originText()})`,
  })
}

/** A plan holds a whole shop: too long for a line, so it goes into a file that the line names. */
function keep(plan: Plan): string {
  const file = join(tmpdir(), `kontor-plan-${plan.seed.replaceAll(/[^\w-]/g, '_')}.json`)
  writeFileSync(file, JSON.stringify(plan))
  return file
}

interface Shown {
  readonly figures: BatchFigures
  readonly replies: readonly SeedReply[]
  readonly wallSeconds: number
  readonly explanation: Explanation | undefined
  readonly options: SimulateOptions
}

function show({ terminal }: CommandContext, { figures, replies, wallSeconds, explanation, options }: Shown): void {
  if (!terminal.isJson) {
    for (const line of batchLines(terminal, figures, wallSeconds)) terminal.line(line)
    for (const line of explanation?.lines ?? []) terminal.line(line)
    return
  }
  terminal.json({
    options,
    origin: originText(),
    wallSeconds,
    ...figures,
    breaches: replies.flatMap(({ seed, outcome }) => outcome.violations.map(violation => ({ seed, ...violation }))),
    ...(explanation ? { shortest: explanation } : {}),
  })
}

function faultsFrom(value: string): PlanOptions['faults'] {
  if (value === 'all' || value === 'none') return value
  const names = value.split(',').map(name => name.trim())
  const unknown = names.filter(name => !faultKinds.some(kind => kind === name))
  if (unknown.length > 0)
    throw new InvalidArgumentError(`There is no fault ${unknown.join(', ')}. There are: ${faultKinds.join(', ')}`)
  return names as FaultKind[] // every one is in the list, as checked above
}

function atLeastOne(value: string): number {
  const number = wholeNumber(value)
  if (number >= 1) return number
  throw new InvalidArgumentError('a whole number from 1 on')
}
