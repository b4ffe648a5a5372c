import type { Command } from 'commander'
import { mallId } from '../lib/index.ts'
import { storeFromArchive } from '../orders/index.ts'
import { readArchiveDir } from '../state/index.ts'
import type { CommandContext, ExitCode } from './command.ts'
import type { Run } from './program.ts'
import { chosenMalls, wholeNumber } from './sync-command.ts'

/** `kontor archive …` and `kontor replay`: TEMU's answers as received. */
export function archiveCommands(program: Command, run: Run): void {
  const archive = program.command('archive').description('answers of TEMU as received')
  archive
    .command('list', { isDefault: true })
    .description('the newest answers')
    .option('--api <name>', 'one API alone')
    .option('--subject <text>', 'one order, page or SKU list alone')
    .option('--limit <n>', 'how many', wholeNumber, 50)
    .option('--json', 'as JSON')
    .action((options: ListOptions) => run(context => list(context, options)))
  archive
    .command('show')
    .description('one answer; personal fields are references to the order’s sealed box')
    .argument('<id>', 'its number in the list', wholeNumber)
    .action((id: number) => run(context => show(context, id)))
  program
    .command('replay')
    .description('takes archived order answers in again, as step 2 does; orders whose address is erased are skipped')
    .argument('<dir>', 'a folder of archived answers: the whole archive, a day, or a mall’s day')
    .option('--mall <name>')
    .option('--json', 'as JSON')
    .action((dir: string, options: { readonly mall?: string }) => run(context => replay(context, dir, options.mall)))
}

interface ListOptions {
  readonly api?: string
  readonly subject?: string
  readonly limit: number
}

const list = (context: CommandContext, options: ListOptions): Promise<ExitCode> =>
  context.withKontor(async kontor => {
    const { terminal } = context
    const entries = await kontor.state.archive.list(options)
    if (terminal.isJson) terminal.json(entries.map(entry => ({ ...entry, receivedAt: new Date(entry.receivedAt).toISOString() })))
    else
      terminal.table(
        ['#', terminal.say('Zeit', 'Time'), 'Mall', 'API', terminal.say('Worüber', 'About'), 'Bytes'],
        entries.map(entry => [String(entry.id), new Date(entry.receivedAt).toISOString(), entry.mall, entry.api, entry.subject, String(entry.length)]),
      )
    return 0
  })

const show = (context: CommandContext, id: number): Promise<ExitCode> =>
  context.withKontor(async kontor => {
    const { terminal } = context
    const entry = await kontor.state.archive.byId(id)
    const body = entry && kontor.state.archive.read(entry)
    if (!entry || body === undefined) {
      terminal.complain(terminal.say(`Antwort ${id} gibt es nicht (mehr).`, `There is no answer ${id} (any more).`))
      return 1
    }
    terminal.line(`${entry.api} · ${entry.subject} · ${new Date(entry.receivedAt).toISOString()}`)
    terminal.line(JSON.stringify(JSON.parse(body), null, 2))
    return 0
  })

const replay = (context: CommandContext, dir: string, name: string | undefined): Promise<ExitCode> =>
  context.withKontor(async kontor => {
    const { terminal } = context
    const results = []
    for (const mall of await chosenMalls(kontor, name)) {
      const entries = [...readArchiveDir(dir)].filter(entry => entry.mall === mall.id)
      const result = await storeFromArchive({ state: kontor.state, mall: mallId(mall.id) }, entries, kontor.clock.now())
      results.push({ mall: mall.id, ...result })
      terminal.line(
        terminal.say(
          `${mall.id}: ${result.stored} Bestellungen aufgenommen, ${result.unchanged} schon bekannt, ${result.erased.length} ausgelassen (Adresse gelöscht).`,
          `${mall.id}: ${result.stored} orders taken in, ${result.unchanged} known already, ${result.erased.length} skipped (address erased).`,
        ),
      )
    }
    if (terminal.isJson) terminal.json(results)
    return 0
  })
