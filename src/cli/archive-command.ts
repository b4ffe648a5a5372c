import { existsSync } from 'node:fs'
import type { Command } from 'commander'
import { storeFromArchive } from '../orders/index.ts'
import { readArchiveDir } from '../state/index.ts'
import type { CommandContext, ExitCode } from './command.ts'
import { counted, dateTime } from './local-format.ts'
import { examples, type Run } from './program.ts'
import { wholeNumber } from './sync-command.ts'

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
    .addHelpText('after', examples('kontor replay data/api_responses', 'kontor replay data/api_responses/2026-11-24'))
    .option('--json', 'as JSON')
    .action((dir: string) => run(context => replay(context, dir)))
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
    if (terminal.isJson)
      terminal.json(entries.map(entry => ({ ...entry, receivedAt: new Date(entry.receivedAt).toISOString() })))
    else
      terminal.table(
        [
          '#',
          terminal.say('Zeit', 'Time'),
          terminal.say('Shop', 'Store'),
          'API',
          terminal.say('Worüber', 'About'),
          'Bytes',
        ],
        entries.map(entry => [
          String(entry.id),
          dateTime(entry.receivedAt, kontor.config.timeZone, terminal.language),
          entry.mall,
          entry.api,
          entry.subject,
          String(entry.length),
        ]),
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

const replay = (context: CommandContext, dir: string): Promise<ExitCode> =>
  context.withKontor(async kontor => {
    const { terminal } = context
    if (!existsSync(dir)) {
      terminal.complain(terminal.say(`Den Ordner ${dir} gibt es nicht.`, `There is no folder ${dir}.`))
      return 2
    }
    const { counts, erased, unknownMalls } = await storeFromArchive(kontor.state, kontor.clock, () =>
      readArchiveDir(dir),
    )
    if (terminal.isJson) terminal.json({ counts, erased, unknownMalls })
    else
      terminal.line(
        terminal.say(
          `${counted(counts.new, 'Bestellung', 'Bestellungen')} neu, ${counts.changed} geändert, ${counts.older} schon bekannt, ${erased.length} ausgelassen (Adresse gelöscht).`,
          `${counted(counts.new, 'order', 'orders')} new, ${counts.changed} changed, ${counts.older} known already, ${erased.length} skipped (address erased).`,
        ),
      )
    if (unknownMalls.length > 0)
      terminal.complain(
        terminal.say(`Unbekannte Shops: ${unknownMalls.join(', ')}`, `Unknown malls: ${unknownMalls.join(', ')}`),
      )
    if (counts.unreadable > 0)
      terminal.complain(
        terminal.say(
          `${counts.unreadable} Antworten sind nicht lesbar.`,
          `${counts.unreadable} answers cannot be read.`,
        ),
      )
    return counts.unreadable + unknownMalls.length > 0 ? 1 : 0
  })
