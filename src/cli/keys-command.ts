import { type Command, Option } from 'commander'
import { host, noteDeed } from '../people/index.ts'
import type { SealingKind } from '../state/index.ts'
import type { CommandContext, ExitCode } from './command.ts'
import { counted, dateTime } from './local-format.ts'
import { examples, type Run } from './program.ts'

const kinds = ['personal', 'secret'] as const satisfies readonly SealingKind[]

/** `kontor keys …`: the keys that seal addresses and tokens. */
export function keysCommands(program: Command, run: Run): void {
  const keys = program.command('keys').description('the keys that seal addresses and tokens')
  keys
    .command('list', { isDefault: true })
    .description('every key, and how much is sealed with it')
    .option('--json', 'as JSON')
    .action(() => run(list))
  keys
    .command('rotate')
    .description('a new key seals from now on, and everything that is sealed is sealed anew with it')
    .addOption(new Option('--kind <kind>', 'personal: addresses; secret: tokens').choices(kinds).default('personal'))
    .addHelpText(
      'after',
      `
May be stopped at any point and given again. All processes on one database must share KONTOR_CONFIG_DIR: one with
a key ring of its own could not open what is sealed with the new key.
${examples('kontor keys rotate', 'kontor keys rotate --kind secret', 'kontor keys clean')}`,
    )
    .action(({ kind }: { readonly kind: SealingKind }) => run(context => rotate(context, kind)))
  keys
    .command('clean')
    .description('destroys keys that nothing is sealed with any more, an hour after they were replaced')
    .action(() => run(clean))
}

const list = (context: CommandContext): Promise<ExitCode> =>
  context.withKontor(async ({ state, config }) => {
    const { terminal } = context
    const all = await state.keys.list()
    if (terminal.isJson) {
      terminal.json(all)
      return 0
    }
    terminal.table(
      [
        terminal.say('Art', 'Kind'),
        terminal.say('Nummer', 'Number'),
        terminal.say('seit', 'since'),
        terminal.say('Stand', 'State'),
        terminal.say('damit versiegelt', 'sealed with it'),
      ],
      all.map(key => [
        key.kind,
        String(key.kid),
        dateTime(key.createdAt, config.timeZone, terminal.language),
        terminal.say(
          { active: 'versiegelt', 'read-only': 'öffnet noch', destroyed: 'vernichtet' }[key.state],
          { active: 'seals', 'read-only': 'still opens', destroyed: 'destroyed' }[key.state],
        ),
        key.sealed === null ? '–' : String(key.sealed),
      ]),
    )
    return 0
  })

const rotate = (context: CommandContext, kind: SealingKind): Promise<ExitCode> =>
  context.withKontor(async ({ state, clock }) => {
    const { terminal } = context
    const kid = state.keys.rotate(kind)
    const rows = await state.keys.reseal(kind)
    await noteDeed(state, {
      at: clock.now(),
      who: host,
      what: 'keys.rotate',
      object: `key ${kind}/${kid}`,
      mall: null,
      before: null,
      after: { rows },
      address: null,
      requestId: null,
    })
    terminal.line(
      terminal.say(
        `Schlüssel ${kid} versiegelt jetzt; ${counted(rows, 'Eintrag', 'Einträge')} neu versiegelt. In einer Stunde: kontor keys clean.`,
        `Key ${kid} seals now; ${counted(rows, 'entry', 'entries')} sealed anew. In an hour: kontor keys clean.`,
      ),
    )
    return 0
  })

const clean = (context: CommandContext): Promise<ExitCode> =>
  context.withKontor(async ({ state }) => {
    const { terminal } = context
    let destroyed = 0
    for (const kind of kinds) destroyed += await state.keys.destroyUnused(kind)
    terminal.line(
      terminal.say(
        `${counted(destroyed, 'Schlüssel', 'Schlüssel')} vernichtet.`,
        `${counted(destroyed, 'key', 'keys')} destroyed.`,
      ),
    )
    return 0
  })
