import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Command } from 'commander'
import { addMall, setMallSetting } from '../accounts/index.ts'
import { compose, type Kontor } from '../compose.ts'
import { configFrom } from '../config.ts'
import { type MallId, mallId, Secret, systemClock } from '../lib/index.ts'
import { openSandbox, type Sandbox } from '../simulate/index.ts'
import type { CommandContext, ExitCode } from './command.ts'
import { demoFigures, heldOrders, isSettled } from './demo-figures.ts'
import type { Run } from './program.ts'
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
    const living = sandbox.live(signal)
    const stopShowing = terminal.isJson ? () => {} : showWorld(context, sandbox)
    try {
      const isDone = await runFlows(kontor, sandbox, malls, {
        signal,
        headless: options.headless === true,
        until: clock.now() + options.minutes * 60_000,
      })
      const seconds = Math.round((clock.elapsed() - startedAt) / 100) / 10
      return await conclude(context, kontor, sandbox, { isDone, seconds })
    } finally {
      stopShowing()
      end.abort()
      await living
    }
  } finally {
    rmSync(dir, { recursive: true, force: true, maxRetries: 3 })
  }
}

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
}

/** Orders, then stock, again and again; headless until nothing moves any more. Says whether everything came to rest. */
async function runFlows(kontor: Kontor, sandbox: Sandbox, malls: readonly MallId[], pace: Pace): Promise<boolean> {
  const options = { trigger: 'demo', signal: pace.signal }
  for (const mall of malls) await kontor.run('sync_inventory', mall, { ...options, mode: 'full' })
  let quietRounds = 0
  while (!pace.signal.aborted) {
    for (const mall of malls) {
      await kontor.run('sync_orders', mall, { ...options, mode: 'full' })
      await kontor.run('sync_inventory', mall, { ...options, mode: 'quick' })
    }
    quietRounds = sandbox.world.isQuiet() && (await isSettled(kontor)) ? quietRounds + 1 : 0
    // Two rounds, so that what the last round sent has been read back.
    if (pace.headless && quietRounds >= 2) return true
    if (pace.headless && kontor.clock.now() > pace.until) return false
    await kontor.clock.sleep(500, pace.signal).catch(() => {
      // Aborted: the loop's condition ends it.
    })
  }
  return false
}

async function conclude(
  context: CommandContext,
  kontor: Kontor,
  sandbox: Sandbox,
  { isDone, seconds }: { readonly isDone: boolean; readonly seconds: number },
): Promise<ExitCode> {
  const { terminal } = context
  const verdict = sandbox.judge(await heldOrders(kontor), isDone)
  const missing = isDone ? sandbox.missing() : []
  const figures = await demoFigures(kontor, sandbox, verdict, seconds)
  if (terminal.isJson) terminal.json(figures)
  else {
    const { orders, stock } = figures
    terminal.line()
    terminal.table(
      [terminal.say('Bestellungen', 'Orders'), ''],
      Object.entries(orders).map(([name, count]) => [name, String(count)]),
    )
    terminal.line()
    terminal.table(
      [terminal.say('Bestand', 'Stock'), ''],
      Object.entries(stock).map(([name, count]) => [name, String(count)]),
    )
  }
  for (const finding of verdict.details) terminal.complain(`${finding.promise} ${finding.about}: ${finding.text}`)
  for (const blind of verdict.blind) terminal.complain(`not compared: ${blind}`)
  for (const oddity of missing) terminal.complain(`did not occur: ${oddity}`)
  if (!isDone && !context.signal.aborted)
    terminal.complain(terminal.say('Nicht zur Ruhe gekommen.', 'Did not come to rest.'))
  const isStoppedByPerson = context.signal.aborted && !isDone
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
      `Ein simulierter Laden: ${options.orders} Bestellungen, ${options.skus} SKUs, Zeitraffer ${options.speed}-fach.`,
      `A simulated shop: ${options.orders} orders, ${options.skus} SKUs, ${options.speed} times faster than the clock.`,
    ),
  )
  terminal.line(`TEMU: ${sandbox.endpoint}`)
  terminal.line(`JTL:  ${sandbox.jtlDir}`)
  if (options.headless) return
  terminal.line(terminal.say('Genauer hinsehen, in einem zweiten Fenster:', 'To look closer, in a second window:'))
  for (const words of ['orders', 'held', 'stock list', 'doctor'])
    terminal.line(`  KONTOR_ENV_FILE=${join(dir, 'demo.env')} npm run --silent kontor -- ${words}`)
  terminal.line(terminal.say('Beenden: Strg+C', 'Stop: Ctrl+C'))
  terminal.line()
}

/** What buyers, TEMU, JTL and the warehouse do, line by line. */
function showWorld({ terminal }: CommandContext, sandbox: Sandbox): () => void {
  const time = new Intl.DateTimeFormat('de-DE', { timeZone: 'Europe/Berlin', timeStyle: 'medium' })
  return sandbox.world.onLine(line => terminal.line(`${time.format(line.at)}  ${line.who.padEnd(9)}  ${line.text}`))
}
