import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Command } from 'commander'
import { addMall, setMallSetting } from '../accounts/index.ts'
import { compose, type Kontor } from '../compose.ts'
import { configFrom } from '../config.ts'
import type { FlowName } from '../flows.ts'
import { type Clock, type MallId, mallId, Secret, systemClock } from '../lib/index.ts'
import { openSandbox, type Sandbox } from '../simulate/index.ts'
import type { CommandContext, ExitCode } from './command.ts'
import { demoFigures, figureLines, heldOrders, isSettled } from './demo-figures.ts'
import { DemoStory } from './demo-story.ts'
import { examples, type Run } from './program.ts'
import { wholeNumber } from './sync-command.ts'

interface DemoOptions {
  readonly headless?: boolean
  readonly orders: number
  readonly skus: number
  readonly seed: string
  readonly speed: number
  readonly minutes: number
}

/** `kontor demo`: the whole cycle against a simulated TEMU and a simulated JTL. */
export function demoCommand(program: Command, run: Run): void {
  program
    .command('demo')
    .description('shows the whole cycle with a simulated shop')
    .option('--headless', 'ends when everything has come to rest')
    .option('--orders <n>', 'orders that buyers place', wholeNumber, 120)
    .option('--skus <n>', 'SKUs of the shop', wholeNumber, 400)
    .option('--seed <text>', 'the same seed makes the same shop', '7')
    .option('--speed <n>', 'how many times faster than the clock the world runs, 1 to 60', wholeNumber, 60)
    .option('--minutes <n>', 'gives up after so long when headless', wholeNumber, 20)
    .option('--json', 'one JSON object on the last line')
    .addHelpText(
      'after',
      examples(
        'kontor demo',
        'kontor demo --lang de --orders 60',
        'kontor demo --headless --orders 500 --skus 2000 --json',
      ),
    )
    .action((options: DemoOptions) => run(context => demo(context, options)))
}

async function demo(context: CommandContext, options: DemoOptions): Promise<ExitCode> {
  const { terminal } = context
  const clock = systemClock
  const startedAt = clock.elapsed()
  const dir = mkdtempSync(join(tmpdir(), 'kontor-demo-'))
  try {
    await using sandbox = await openSandbox({ ...options, speed: Math.min(60, Math.max(1, options.speed)), dir, clock })
    await using kontor = await composeDemo(context, sandbox, dir)
    const malls = await setUpMalls(kontor, sandbox)
    introduce(context, sandbox, dir, options)
    const end = new AbortController()
    const signal = AbortSignal.any([context.signal, end.signal])
    // Nobody reads any more (`kontor demo | head`): a show without a spectator ends.
    context.streams.out.once('error', () => end.abort())
    using story = terminal.isJson ? undefined : new DemoStory({ context, kontor, sandbox, malls })
    let verdictAtRest: ExitCode | undefined
    const living = sandbox.live(signal)
    const watching = story?.watch(signal)
    try {
      const isDone = await runFlows(kontor, sandbox, malls, {
        signal,
        headless: options.headless === true,
        until: clock.now() + options.minutes * 60_000,
        story,
        whenQuiet: async () => {
          story?.stop()
          verdictAtRest = await conclude(context, kontor, sandbox, {
            isDone: true,
            seconds: secondsSince(clock, startedAt),
          })
          sayWhatNext(context, dir)
        },
      })
      end.abort()
      await Promise.all([living, watching])
      story?.stop()
      const exitCode = await conclude(context, kontor, sandbox, {
        isDone,
        seconds: secondsSince(clock, startedAt),
        // Since then a person may have linked and ignored at will, which the judge of the two sides knows nothing of.
        onlyFigures: verdictAtRest !== undefined,
      })
      return verdictAtRest ?? exitCode
    } finally {
      end.abort()
      await Promise.all([living, watching])
    }
  } finally {
    rmSync(dir, { recursive: true, force: true, maxRetries: 3 })
  }
}

const secondsSince = (clock: Clock, startedAt: number): number => Math.round((clock.elapsed() - startedAt) / 100) / 10

/** The demo's settings are ordinary settings; only the pace is the sandbox's. */
async function composeDemo(context: CommandContext, sandbox: Sandbox, dir: string): Promise<Kontor> {
  const environment = {
    KONTOR_DATA_DIR: join(dir, 'data'),
    KONTOR_CONFIG_DIR: join(dir, 'config'),
    KONTOR_JTL_SQLSERVER: `simulated:${sandbox.jtlDir}`,
    KONTOR_JTL_HANDOVER: 'queue',
    KONTOR_TEMU_ORDER_LAG_SECONDS: '1',
    KONTOR_TEMU_READ_LAG_SECONDS: '1',
    KONTOR_RETRY_SECONDS: '1,2,4,8',
    KONTOR_RETRY_TRIES: '60',
    KONTOR_LANGUAGE: context.terminal.language,
  }
  writeFileSync(
    join(dir, 'demo.env'),
    Object.entries(environment)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(''),
  )
  return compose(configFrom({ ...context.environment, ...environment, KONTOR_DATABASE_URL: '' }), {
    callsPerSecond: sandbox.callsPerSecond,
  })
}

/** What a merchant does at first: adds the stores, and names the shipping and payment method JTL knows. */
async function setUpMalls(kontor: Kontor, sandbox: Sandbox): Promise<readonly MallId[]> {
  const ids: MallId[] = []
  for (const [at, { token }] of sandbox.malls.entries()) {
    const id = mallId(at === 0 ? 'main' : `shop-${at + 1}`)
    await addMall(kontor.state, kontor.clock, {
      id,
      title: at === 0 ? 'Nordlicht Handel' : `Nordlicht ${at + 1}`,
      endpoint: sandbox.endpoint,
      appKey: sandbox.appKey,
      appSecret: new Secret(sandbox.appSecret),
      accessToken: new Secret(token),
    })
    await setMallSetting(kontor.state, kontor.clock, id, 'jtl.shippingMethod', 'DHL Paket')
    await setMallSetting(kontor.state, kontor.clock, id, 'shipmentIdAsTracking', true)
    ids.push(id)
  }
  return ids
}

interface Pace {
  readonly signal: AbortSignal
  readonly headless: boolean
  readonly until: number
  readonly story: DemoStory | undefined
  /** Called once when nothing moves any more and the demo keeps running. */
  whenQuiet(): Promise<void>
}

/** Orders, then stock, again and again; headless until nothing moves any more. Says whether everything came to rest. */
async function runFlows(kontor: Kontor, sandbox: Sandbox, malls: readonly MallId[], pace: Pace): Promise<boolean> {
  const { signal, story } = pace
  const run = async (flow: FlowName, mall: MallId, mode: 'full' | 'quick') => {
    await kontor.run(flow, mall, { trigger: 'demo', signal, mode, ...(story ? { listen: story.listen } : {}) })
    await story?.afterRun()
  }
  await story?.phase('listings')
  for (const mall of malls) await run('sync_inventory', mall, 'full')
  await story?.phase('cycle')
  let quietRounds = 0
  let isRest = false
  while (!signal.aborted) {
    for (const mall of malls) {
      await run('sync_orders', mall, 'full')
      await run('sync_inventory', mall, 'quick')
    }
    const isQuiet = !signal.aborted && sandbox.world.isQuiet() && (await isSettled(kontor))
    quietRounds = isQuiet ? quietRounds + 1 : 0
    // Two rounds, so that what the last round sent has been read back.
    if (quietRounds >= 2 && !isRest) {
      isRest = true
      if (pace.headless) return true
      await pace.whenQuiet()
    }
    if (pace.headless && kontor.clock.now() > pace.until) return false
    await kontor.clock.sleep(isRest ? 3000 : 500, signal).catch(() => {
      // Aborted: the loop's condition ends it.
    })
  }
  return isRest
}

interface Ending {
  readonly isDone: boolean
  readonly seconds: number
  readonly onlyFigures?: boolean
}

async function conclude(
  context: CommandContext,
  kontor: Kontor,
  sandbox: Sandbox,
  { isDone, seconds, onlyFigures = false }: Ending,
): Promise<ExitCode> {
  const { terminal } = context
  const verdict = sandbox.judge(await heldOrders(kontor), isDone)
  const missing = isDone ? sandbox.missing() : []
  const figures = await demoFigures(kontor, sandbox, verdict, seconds)
  if (terminal.isJson) terminal.json(figures)
  else for (const line of figureLines(figures, terminal, onlyFigures)) terminal.line(line)
  if (onlyFigures) return 0
  for (const finding of verdict.details) terminal.complain(`✗ ${finding.promise} ${finding.about}: ${finding.text}`)
  // Ended by a person half-way: what could not be compared yet is no finding.
  const isStoppedByPerson = context.signal.aborted && !isDone
  if (!isStoppedByPerson) {
    for (const blind of verdict.blind)
      terminal.complain(`✗ ${terminal.say('nicht verglichen', 'not compared')}: ${blind}`)
    for (const oddity of missing) terminal.complain(`✗ ${terminal.say('kam nicht vor', 'did not occur')}: ${oddity}`)
    if (!isDone) terminal.complain(terminal.say('✗ Nicht zur Ruhe gekommen.', '✗ Did not come to rest.'))
  }
  return (isDone || isStoppedByPerson) &&
    verdict.details.length === 0 &&
    missing.length === 0 &&
    (verdict.ok || isStoppedByPerson)
    ? 0
    : 1
}

function introduce({ terminal }: CommandContext, sandbox: Sandbox, dir: string, options: DemoOptions): void {
  terminal.line(
    terminal.say(
      `Ein Übungs-Laden: ${options.orders} Bestellungen, ${options.skus} SKUs; TEMU und JTL sind simuliert, Kontor ist echt.`,
      `A practice shop: ${options.orders} orders, ${options.skus} SKUs; TEMU and JTL are simulated, Kontor is real.`,
    ),
  )
  terminal.line(
    terminal.say(
      `Die Welt läuft ${options.speed}-mal so schnell wie die Uhr. Beenden: Strg+C.`,
      `The world runs ${options.speed} times as fast as the clock. Stop: Ctrl+C.`,
    ),
  )
  terminal.line(`TEMU: ${sandbox.endpoint}`)
  terminal.line(`JTL:  ${sandbox.jtlDir}`)
  if (options.headless) return
  terminal.line(terminal.say('Genauer hinsehen, in einem zweiten Fenster:', 'To look closer, in a second window:'))
  for (const line of lookCloser(dir, 'orders')) terminal.line(`  ${line}`)
}

function sayWhatNext({ terminal }: CommandContext, dir: string): void {
  terminal.line()
  terminal.line(
    terminal.say(
      'Der Laden ist zur Ruhe gekommen; Kontor läuft weiter. Zum Ausprobieren, in einem zweiten Fenster:',
      'The shop has come to rest; Kontor keeps running. To try next, in a second window:',
    ),
  )
  const [setting = '', ...more] = lookCloser(dir, 'held')
  for (const line of [setting, ...more]) terminal.line(`  ${line}`)
  for (const words of ['orders', 'stock list', 'stock explain SKU', 'carriers', 'doctor'])
    terminal.line(`  npm run --silent kontor -- ${words}`)
  terminal.line(terminal.say('Beenden: Strg+C', 'Stop: Ctrl+C'))
}

/** The settings of the demo for the shell that is there, once; then a command. */
function lookCloser(dir: string, words: string): readonly string[] {
  const file = join(dir, 'demo.env')
  const command = `npm run --silent kontor -- ${words}`
  if (process.platform !== 'win32') return [`export KONTOR_ENV_FILE='${file}'`, command]
  return [`PowerShell:  $env:KONTOR_ENV_FILE = '${file}'`, `cmd:         set "KONTOR_ENV_FILE=${file}"`, command]
}
