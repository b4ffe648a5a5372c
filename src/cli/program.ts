import type { Writable } from 'node:stream'
import { Command, CommanderError, InvalidArgumentError } from 'commander'
import { compose, seedFirstMall } from '../compose.ts'
import { type Config, ConfigError, type ConfigProblem, configFrom, type Environment } from '../config.ts'
import { parseSqlServerAddress } from '../jtl/index.ts'
import { ConnectorError } from '../lib/index.ts'
import { accountCommands } from './account-command.ts'
import { archiveCommands } from './archive-command.ts'
import { auditCommand } from './audit-command.ts'
import { backupCommand } from './backup-command.ts'
import { carrierCommands } from './carriers-command.ts'
import type { CommandContext, ExitCode } from './command.ts'
import { demoCommand } from './demo-command.ts'
import { doctorCommand } from './doctor-command.ts'
import { faultText } from './fault-text.ts'
import { heldCommands } from './held-command.ts'
import { jobsCommands } from './jobs-command.ts'
import { keysCommands } from './keys-command.ts'
import { listingCommands } from './listings-command.ts'
import { ordersCommands } from './orders-command.ts'
import { peopleCommands } from './people-command.ts'
import { restoreCommand } from './restore-command.ts'
import { simulateCommand } from './simulate-command.ts'
import { startCommand } from './start-command.ts'
import { stockCommands } from './stock-command.ts'
import { stopSignal } from './stop-signal.ts'
import { syncCommand } from './sync-command.ts'
import { createTerminal, type Streams } from './terminal.ts'

/** Registers a command; `run` is what it does when it is chosen. */
export type Register = (program: Command, run: Run) => void
/** Wraps a command's work: settings, terminal, errors, exit code. */
export type Run = (work: (context: CommandContext) => Promise<ExitCode>) => Promise<void>

const commands: readonly Register[] = [
  demoCommand,
  startCommand,
  syncCommand,
  jobsCommands,
  ordersCommands,
  heldCommands,
  stockCommands,
  listingCommands,
  carrierCommands,
  accountCommands,
  peopleCommands,
  keysCommands,
  doctorCommand,
  auditCommand,
  archiveCommands,
  backupCommand,
  restoreCommand,
  simulateCommand,
]

/** Runs one command line and returns the exit code: 0 only when nothing failed. Never throws. */
export async function runCommand(
  words: readonly string[],
  environment: Environment,
  streams: Streams = { out: process.stdout, err: process.stderr },
): Promise<number> {
  let exitCode = 0
  const program = new Command('kontor')
    .description('Connects TEMU shops with JTL-Wawi: orders in, parcels and stock back out.')
    .option('--lang <language>', 'de or en; without: KONTOR_LANGUAGE, else the system’s', language)
    .showHelpAfterError('(kontor help, or --help after a command, shows what there is)')
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({
      writeOut: text => streams.out.write(text),
      writeErr: text => streams.err.write(text),
      getOutHelpWidth: () => streams.out.columns ?? 100,
      getErrHelpWidth: () => streams.err.columns ?? 100,
    })
    .addHelpText(
      'after',
      examples(
        'kontor demo',
        'kontor doctor',
        'kontor sync orders',
        'kontor held',
        'kontor orders show PO-…',
        'kontor start',
      ),
    )
  const run: Run = async work => {
    exitCode = await runWork(work, { program, environment, streams, words })
  }
  for (const register of commands) register(program, run)
  // A reader that has seen enough (`kontor orders | head`) ends the output, not the work.
  ignoreClosedPipes(streams)
  try {
    await program.parseAsync([...words], { from: 'user' })
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    throw error
  }
  return exitCode
}

/** The lines that follow a command's help. */
export const examples = (...lines: readonly string[]): string =>
  `\nExamples:\n${lines.map(line => `  ${line}`).join('\n')}`

const listened = new WeakSet<Writable>()

/** Writing to a closed pipe fails with EPIPE as an event, perhaps later; without a listener it would end the process in its work. */
function ignoreClosedPipes({ out, err }: Streams): void {
  for (const stream of [out, err]) {
    if (listened.has(stream)) continue
    listened.add(stream)
    stream.on('error', error => {
      if (!('code' in error) || error.code !== 'EPIPE') throw error
    })
  }
}

interface Surroundings {
  readonly program: Command
  readonly environment: Environment
  readonly streams: Streams
  readonly words: readonly string[]
}

async function runWork(
  work: (context: CommandContext) => Promise<ExitCode>,
  { program, environment, streams, words }: Surroundings,
): Promise<ExitCode> {
  const chosen: string | undefined = program.opts().lang
  const spoken = chosen === 'de' || chosen === 'en' ? chosen : undefined
  const isJson = words.includes('--json')
  let terminal = createTerminal(streams, spoken ?? 'en', isJson)
  try {
    const config = settingsFrom(environment)
    terminal = createTerminal(streams, spoken ?? config.language, isJson)
    using stop = stopSignal()
    return await work({
      terminal,
      streams,
      environment,
      config,
      signal: stop.signal,
      withKontor: async use => {
        await using kontor = await compose(config)
        await seedFirstMall(kontor)
        // awaited here: a promise returned as it is would outlive what it works with
        return await use(kontor)
      },
    })
  } catch (error) {
    if (error instanceof ConfigError) {
      terminal.complain(error.message)
      return 2
    }
    terminal.complain(faultText(error, terminal.language))
    // A store that is not there is a word typed wrongly, like an option that is not there.
    return error instanceof ConnectorError && error.code === 'accounts.mall-unknown' ? 2 : 1
  }
}

/** All settings, and JTL's address taken apart with them: every problem in one message. Throws ConfigError. */
function settingsFrom(environment: Environment): Config {
  const address = environment.KONTOR_JTL_SQLSERVER?.trim()
  const parsed = !address || address.startsWith('simulated:') ? undefined : parseSqlServerAddress(address)
  const wrong: readonly ConfigProblem[] =
    parsed?.ok === false
      ? parsed.problems.map(problem => ({ name: 'KONTOR_JTL_SQLSERVER', problem: `${problem}.`, example: '' }))
      : []
  try {
    const config = configFrom(environment)
    if (wrong.length > 0) throw new ConfigError(wrong)
    return config
  } catch (error) {
    if (error instanceof ConfigError && error.problems !== wrong) throw new ConfigError([...error.problems, ...wrong])
    throw error
  }
}

function language(value: string): string {
  if (value === 'de' || value === 'en') return value
  throw new InvalidArgumentError('de or en')
}
