import type { Command } from 'commander'
import type { Kontor } from '../compose.ts'
import {
  closeHeld,
  type HeldItem,
  heldItems,
  pausedSides,
  resumeSide,
  retryingItems,
  tryAgainNow,
} from '../engine/index.ts'
import { mallId, temuOrderId } from '../lib/index.ts'
import { ignoreOrder, retryOrder } from '../orders/index.ts'
import { releaseRound } from '../stock/index.ts'
import type { CommandContext, ExitCode } from './command.ts'
import { codeText } from './fault-text.ts'
import type { Run } from './program.ts'

/** `kontor held …`: what waits for a person, why, and what to do. */
export function heldCommands(program: Command, run: Run): void {
  const held = program.command('held').description('what waits for a decision, what is tried again, what is paused')
  held
    .command('list', { isDefault: true })
    .option('--mall <name>')
    .option('--reason <code>', 'one reason alone')
    .option('--json', 'as JSON')
    .action((options: Which) => run(context => list(context, options)))
  held
    .command('retry')
    .description('lets it go on: everything, one subject, or one reason')
    .argument('[subject]', 'order number, SKU or parcel; without: everything')
    .option('--mall <name>')
    .option('--reason <code>')
    .action((subject: string | undefined, options: Which) =>
      run(context => retry(context, { ...options, ...(subject ? { subject } : {}) })),
    )
  held
    .command('ignore')
    .description('you take care of it elsewhere: Kontor leaves it alone')
    .argument('<subject>', 'order number, SKU or parcel')
    .option('--mall <name>')
    .action((subject: string, options: Which) => run(context => ignore(context, { ...options, subject })))
}

interface Which {
  readonly mall?: string
  readonly reason?: string
  readonly subject?: string
}

const found = (kontor: Kontor, which: Which): Promise<readonly HeldItem[]> =>
  heldItems(kontor.state.db, {
    ...(which.mall === undefined ? {} : { mall: mallId(which.mall) }),
    ...(which.reason === undefined ? {} : { reason: which.reason }),
    ...(which.subject === undefined ? {} : { subject: which.subject }),
    limit: 100_000,
  })

const list = (context: CommandContext, which: Which): Promise<ExitCode> =>
  context.withKontor(async kontor => {
    const { terminal } = context
    const { db } = kontor.state
    const mall = which.mall === undefined ? undefined : mallId(which.mall)
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
    for (const [reason, group] of Map.groupBy(items, item => item.reason)) {
      const [first] = group
      if (!first) continue
      const { title, cure } = codeText(reason, terminal.language, {
        ...first.params,
        subject: group.length === 1 ? first.subject : '…',
      })
      terminal.line(`${group.length} × ${title}  [${reason}]`)
      if (cure) terminal.line(`    → ${cure}`)
      for (const item of group.slice(0, 10)) terminal.line(`    ${item.mall} · ${item.subject}`)
      if (group.length > 10) terminal.line(`    … ${terminal.say('und', 'and')} ${group.length - 10}`)
    }
    for (const side of paused) {
      const { title, cure } = codeText(side.code, terminal.language, side.params)
      terminal.line(`‖ ${side.mall} · ${side.side.toUpperCase()}: ${title}`)
      if (cure) terminal.line(`    → ${cure}`)
    }
    for (const [code, group] of Map.groupBy(retrying, item => item.code))
      terminal.line(`↻ ${group.length} × ${codeText(code, terminal.language, group[0]?.params).title}  [${code}]`)
    if (items.length + paused.length + retrying.length === 0)
      terminal.line(terminal.say('Nichts wartet.', 'Nothing waits.'))
    return 0
  })

const retry = (context: CommandContext, which: Which): Promise<ExitCode> =>
  context.withKontor(async kontor => {
    const { terminal } = context
    const items = await found(kontor, which)
    let done = 0
    for (const item of items) if (await retryItem(kontor, item)) done++
    // Nothing specific: what waits by itself is tried in the next run, and paused sides are probed.
    if (which.subject === undefined && which.reason === undefined)
      await kontor.state.transaction(async tx => {
        for (const { mall } of await tx.selectFrom('mall').select('mall').orderBy('mall').execute()) {
          if (which.mall !== undefined && which.mall !== mall) continue
          await tryAgainNow(tx, { mall: mallId(mall), now: kontor.clock.now() })
          await resumeSide(tx, mallId(mall))
        }
      })
    terminal.line(terminal.say(`${done} gehen im nächsten Lauf weiter.`, `${done} go on in the next run.`))
    return items.length > 0 || which.subject === undefined ? 0 : 1
  })

async function retryItem(kontor: Kontor, item: HeldItem): Promise<boolean> {
  const { state, clock } = kontor
  const mall = mallId(item.mall)
  const now = clock.now()
  switch (item.kind) {
    case 'order':
      return state.transaction(async tx => {
        const result = await retryOrder(tx, { mall, orderId: temuOrderId(item.subject), by: 'command', now })
        return result.kind === 'retried'
      })
    case 'round':
      return releaseRound(state, mall, 'command', now)
    case 'parcel':
    case 'sku':
    case 'carrier':
      return state.transaction(async tx => {
        const closed = await closeHeld(tx, {
          mall,
          kind: item.kind,
          subject: item.subject,
          reason: item.reason,
          by: 'command',
          now,
        })
        await tx
          .updateTable('offer')
          .set({ due_at: now })
          .where('mall', '=', mall)
          .where('sku_id', '=', item.subject)
          .execute()
        return closed > 0
      })
  }
}

const ignore = (context: CommandContext, which: Which): Promise<ExitCode> =>
  context.withKontor(async kontor => {
    const { terminal } = context
    const { state, clock } = kontor
    const items = await found(kontor, which)
    for (const item of items) {
      const mall = mallId(item.mall)
      const now = clock.now()
      await state.transaction(async tx => {
        if (item.kind === 'order')
          await ignoreOrder(tx, { mall, orderId: temuOrderId(item.subject), by: 'command', now })
        else
          await closeHeld(tx, { mall, kind: item.kind, subject: item.subject, reason: item.reason, by: 'command', now })
        if (item.kind === 'parcel')
          await tx
            .updateTable('parcel')
            .set({ state: 'ignored', updated_at: now })
            .where('mall', '=', mall)
            .where('parcel_id', '=', item.subject)
            .where('state', '!=', 'gone')
            .execute()
      })
    }
    terminal.line(terminal.say(`${items.length} erledigt.`, `${items.length} put aside.`))
    return items.length > 0 ? 0 : 1
  })
