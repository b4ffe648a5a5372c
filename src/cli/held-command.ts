import type { Command } from 'commander'
import { codeText } from '../code-text.ts'
import type { Kontor } from '../compose.ts'
import { type HeldItem, heldItems, pausedSides, resumeSide, retryingItems, tryAgainNow } from '../engine/index.ts'
import { ignoreHeld, retryHeld } from '../held/index.ts'
import { mallId } from '../lib/index.ts'
import type { CommandContext, ExitCode } from './command.ts'
import { counted, dateTime } from './local-format.ts'
import { examples, type Run } from './program.ts'
import { namedMall } from './sync-command.ts'
import type { Terminal } from './terminal.ts'

/** `kontor held …`: what waits for a person, why, and what to do. */
export function heldCommands(program: Command, run: Run): void {
  const held = program.command('held').description('what waits for a decision, what is tried again, what is paused')
  held
    .command('list', { isDefault: true })
    .description('what waits, by reason')
    .option('--mall <name>', 'one store alone')
    .option('--reason <code>', 'one reason alone')
    .option('--json', 'as JSON')
    .action((options: Which) => run(context => list(context, options)))
  held
    .command('retry')
    .description('lets it go on: everything, one subject, or one reason')
    .argument('[subject]', 'order number, SKU or parcel; without: everything')
    .option('--mall <name>', 'in one store alone')
    .option('--reason <code>', 'one reason alone, as kontor held shows it in [ ]')
    .addHelpText(
      'after',
      examples(
        'kontor held retry PO-076-10000000000229651',
        'kontor held retry --reason amounts-differ',
        'kontor held retry',
      ),
    )
    .action((subject: string | undefined, options: Which) =>
      run(context => retry(context, { ...options, ...(subject ? { subject } : {}) })),
    )
  held
    .command('ignore')
    .description('you take care of it elsewhere: Kontor leaves it alone')
    .argument('<subject>', 'order number, SKU or parcel')
    .option('--mall <name>', 'in one store alone')
    .addHelpText('after', examples('kontor held ignore PO-076-10000000000229651'))
    .action((subject: string, options: Which) => run(context => ignore(context, { ...options, subject })))
}

interface Which {
  readonly mall?: string
  readonly reason?: string
  readonly subject?: string
}

const found = async (kontor: Kontor, which: Which): Promise<readonly HeldItem[]> => {
  const mall = await namedMall(kontor, which.mall)
  return heldItems(kontor.state.db, {
    ...(mall === undefined ? {} : { mall }),
    ...(which.reason === undefined ? {} : { reason: which.reason }),
    ...(which.subject === undefined ? {} : { subject: which.subject }),
    limit: 100_000,
  })
}

const list = (context: CommandContext, which: Which): Promise<ExitCode> =>
  context.withKontor(async kontor => {
    const { terminal } = context
    const { db } = kontor.state
    const mall = await namedMall(kontor, which.mall)
    const items = await found(kontor, which)
    const retrying = await retryingItems(db, mall === undefined ? {} : { mall })
    const paused = await pausedSides(db, mall)
    if (terminal.isJson) {
      const words = (code: string, params: Readonly<Record<string, unknown>>) =>
        codeText(code, terminal.language, params)
      terminal.json({
        held: items.map(item => ({ ...item, ...words(item.reason, { ...item.params, subject: item.subject }) })),
        retrying: retrying.map(item => ({ ...item, ...words(item.code, item.params) })),
        paused: paused.map(side => ({ ...side, ...words(side.code, side.params) })),
      })
      return 0
    }
    const { language } = terminal
    const cure = (text: string | undefined) => {
      if (text) terminal.line(`    → ${text}`)
    }
    for (const [reason, group] of Map.groupBy(items, item => item.reason)) {
      const [first] = group
      if (!first) continue
      const isOne = group.length === 1
      // Several have sentences of their own; the first one's serves as the example.
      const text = codeText(reason, language, { subject: first.subject, order: first.subject, ...first.params })
      terminal.line(`! ${isOne ? '' : `${group.length} × `}${text.title}  [${reason}]`)
      cure(text.cure)
      for (const item of group.slice(0, 10)) terminal.line(`    ${item.mall} · ${item.subject}`)
      if (group.length > 10) terminal.line(`    … ${terminal.say('und', 'and')} ${group.length - 10}`)
    }
    for (const side of paused) {
      const text = codeText(side.code, language, side.params)
      const since = dateTime(side.since, kontor.config.timeZone, language)
      terminal.line(
        `‖ ${side.mall} · ${side.side.toUpperCase()} ${terminal.say('angehalten seit', 'paused since')} ${since}: ${text.title}  [${side.code}]`,
      )
      cure(text.cure)
    }
    for (const [code, group] of Map.groupBy(retrying, item => item.code)) {
      const times = group.length === 1 ? '' : `${group.length} × `
      terminal.line(
        `↻ ${times}${codeText(code, language, { subject: group[0]?.item, ...group[0]?.params }).title}  [${code}]`,
      )
    }
    if (items.length + paused.length + retrying.length === 0)
      terminal.line(
        terminal.say('Keine Klärfälle. Alles läuft von selbst.', 'Nothing needs you. Everything runs by itself.'),
      )
    return 0
  })

const retry = (context: CommandContext, which: Which): Promise<ExitCode> =>
  context.withKontor(async kontor => {
    const { terminal } = context
    const items = await found(kontor, which)
    let done = 0
    for (const item of items) if (await retryHeld(kontor, item, { by: 'command' })) done++
    // Nothing specific: what waits by itself is tried in the next run, and paused sides are probed.
    if (which.subject === undefined && which.reason === undefined)
      await kontor.state.transaction(async tx => {
        for (const { mall } of await tx.selectFrom('mall').select('mall').orderBy('mall').execute()) {
          if (which.mall !== undefined && which.mall !== mall) continue
          await tryAgainNow(tx, { mall: mallId(mall), now: kontor.clock.now() })
          await resumeSide(tx, mallId(mall))
        }
      })
    if (items.length === 0 && (which.subject !== undefined || which.reason !== undefined)) {
      complainNotHeld(terminal, which)
      return 1
    }
    terminal.line(
      terminal.say(
        `${counted(done, 'Klärfall geht', 'Klärfälle gehen')} im nächsten Lauf weiter.`,
        `${counted(done, 'item goes', 'items go')} on in the next run.`,
      ),
    )
    return 0
  })

const ignore = (context: CommandContext, which: Which): Promise<ExitCode> =>
  context.withKontor(async kontor => {
    const { terminal } = context
    const items = await found(kontor, which)
    for (const item of items) await ignoreHeld(kontor, item, { by: 'command' })
    if (items.length === 0) {
      complainNotHeld(terminal, which)
      return 1
    }
    terminal.line(
      terminal.say(
        `${counted(items.length, 'Klärfall', 'Klärfälle')} erledigt.`,
        `${counted(items.length, 'item', 'items')} put aside.`,
      ),
    )
    return 0
  })

function complainNotHeld(terminal: Terminal, { subject, reason }: Which): void {
  const what = subject ?? reason ?? ''
  terminal.complain(
    terminal.say(
      `„${what}“ ist kein offener Klärfall. Welche es gibt: kontor held`,
      `“${what}” does not need you. What does: kontor held`,
    ),
  )
}
