import { type Command, Option } from 'commander'
import type { Kontor } from '../compose.ts'
import { mallId, type TemuSkuId, temuSkuId } from '../lib/index.ts'
import { type Listing, listListings } from '../listings/index.ts'
import { explainOffer, listStockRules, type RuleValues, setStockRule } from '../stock/index.ts'
import type { CommandContext, ExitCode } from './command.ts'
import { explanationLines } from './offer-lines.ts'
import type { Run } from './program.ts'
import { chosenMalls, wholeNumber } from './sync-command.ts'

/** `kontor stock …`: what TEMU may sell, and why. */
export function stockCommands(program: Command, run: Run): void {
  const stock = program.command('stock').description('offers and their reasons')
  stock
    .command('list', { isDefault: true })
    .description('offers and what TEMU shows')
    .option('--mall <name>')
    .option('--search <text>', 'part of SKU, title or article number')
    .option('--limit <n>', 'how many', wholeNumber, 50)
    .option('--json', 'as JSON')
    .action((options: ListOptions) => run(context => list(context, options)))
  stock
    .command('explain')
    .description('why the offer is what it is')
    .argument('<sku>', 'seller SKU or TEMU’s skuId')
    .option('--mall <name>')
    .option('--at <time>', 'as it was at a moment: 2026-11-24T10:00')
    .option('--json', 'as JSON')
    .action((sku: string, options: ExplainOptions) => run(context => explain(context, sku, options)))
  stock
    .command('rules')
    .description('the rules that are set')
    .option('--json', 'as JSON')
    .action(() => run(rules))
  stock
    .command('rule')
    .description('sets a rule: kontor stock rule --sku ART-1 --buffer 2; “none” takes a value back')
    .option('--mall <name>', 'for this mall; without: for all')
    .option('--sku <sku>', 'for one SKU (needs the mall when there are several)')
    .addOption(new Option('--buffer <n>', 'pieces that stay unsold').argParser(numberOrNone))
    .addOption(new Option('--percent <n>', 'percent of what is left').argParser(numberOrNone))
    .addOption(new Option('--cap <n>', 'at most').argParser(numberOrNone))
    .addOption(new Option('--minimum <n>', 'fewer are not offered').argParser(numberOrNone))
    .addOption(
      new Option('--fixed <n>', 'a ceiling; for articles whose stock JTL does not keep, the number').argParser(
        numberOrNone,
      ),
    )
    .addOption(new Option('--paused <yes>', 'yes sells nothing').choices(['yes', 'no', 'none']))
    .action((options: RuleOptions) => run(context => rule(context, options)))
}

interface ListOptions {
  readonly mall?: string
  readonly search?: string
  readonly limit: number
}

interface ExplainOptions {
  readonly mall?: string
  readonly at?: string
}

interface RuleOptions {
  readonly mall?: string
  readonly sku?: string
  readonly buffer?: number | 'none'
  readonly percent?: number | 'none'
  readonly cap?: number | 'none'
  readonly minimum?: number | 'none'
  readonly fixed?: number | 'none'
  readonly paused?: 'yes' | 'no' | 'none'
}

const list = (context: CommandContext, options: ListOptions): Promise<ExitCode> =>
  context.withKontor(async kontor => {
    const { terminal } = context
    const found = await listListings(kontor.state.db, {
      search: options.search,
      limit: options.limit,
      ...(options.mall === undefined ? {} : { mall: mallId(options.mall) }),
    })
    if (terminal.isJson) terminal.json(found)
    else
      terminal.table(
        [
          'Mall',
          'SKU',
          terminal.say('Artikel', 'Article'),
          terminal.say('Angebot', 'Offer'),
          'TEMU',
          terminal.say('Titel', 'Title'),
        ],
        found.map(listing => [
          listing.mall,
          listing.sellerSku || listing.skuId,
          listing.articleNo ?? `– ${listing.mismatch ?? ''}`,
          number(listing.offer),
          number(listing.shown),
          listing.title,
        ]),
      )
    return 0
  })

const explain = (context: CommandContext, sku: string, options: ExplainOptions): Promise<ExitCode> =>
  context.withKontor(async kontor => {
    const { terminal } = context
    const at = options.at === undefined ? undefined : Date.parse(options.at)
    if (Number.isNaN(at)) {
      terminal.complain(terminal.say('--at: eine Zeit wie 2026-11-24T10:00', '--at: a time such as 2026-11-24T10:00'))
      return 2
    }
    const found = await listingsOf(kontor, sku, options.mall)
    if (found.length === 0) {
      terminal.complain(terminal.say(`Die SKU „${sku}“ gibt es bei TEMU nicht.`, `There is no SKU “${sku}” at TEMU.`))
      return 1
    }
    const explained = []
    for (const listing of found) {
      const offer = await explainOffer(kontor.state.db, listing.mall, listing.skuId, at)
      explained.push({ mall: listing.mall, skuId: listing.skuId, sellerSku: listing.sellerSku, ...offer })
      terminal.line(`${listing.mall} · ${listing.sellerSku || listing.skuId} · ${listing.title}`)
      for (const line of explanationLines(offer, terminal, kontor.config.timeZone)) terminal.line(`  ${line}`)
    }
    if (terminal.isJson) terminal.json(explained)
    return 0
  })

const rules = (context: CommandContext): Promise<ExitCode> =>
  context.withKontor(async kontor => {
    const { terminal } = context
    const all = await listStockRules(kontor.state.db)
    if (terminal.isJson) terminal.json(all)
    else
      terminal.table(
        ['Mall', 'SKU', 'buffer', 'percent', 'cap', 'minimum', 'fixed', 'paused'],
        all.map(row => [
          row.mall ?? '*',
          row.skuId ?? '*',
          ...[row.buffer, row.percent, row.cap, row.minimum, row.fixed].map(number),
          row.paused === null ? '–' : String(row.paused),
        ]),
      )
    return 0
  })

const rule = (context: CommandContext, options: RuleOptions): Promise<ExitCode> =>
  context.withKontor(async kontor => {
    const { terminal } = context
    const listing = options.sku === undefined ? undefined : await listingsOf(kontor, options.sku, options.mall)
    if (listing && listing.length !== 1) {
      terminal.complain(
        listing.length === 0
          ? terminal.say(`Die SKU „${options.sku}“ gibt es nicht.`, `There is no SKU “${options.sku}”.`)
          : terminal.say(
              'Die SKU gibt es in mehreren Shops oder Ländern: --mall oder die skuId angeben.',
              'The SKU is in several malls or sites: give --mall or the skuId.',
            ),
      )
      return 2
    }
    const [one] = listing ?? []
    const [mall] = options.mall === undefined ? [] : await chosenMalls(kontor, options.mall)
    const where = { mall: one?.mall ?? mall?.id ?? null, skuId: one?.skuId ?? null }
    const result = await setStockRule(kontor.state, where, valuesOf(options), kontor.clock.now())
    switch (result.kind) {
      case 'ok':
        terminal.line(
          terminal.say(
            `Gespeichert; ${result.affected} Angebote werden neu berechnet.`,
            `Saved; ${result.affected} offers are computed anew.`,
          ),
        )
        return 0
      case 'wrong':
        for (const problem of result.problems) terminal.complain(`${problem.name}: ${problem.problem}`)
        return 2
      case 'unknown-sku':
        terminal.complain(terminal.say('Diese SKU gibt es nicht.', 'There is no such SKU.'))
        return 2
    }
  })

/** By seller SKU or TEMU's skuId, whole, in one mall or in all. */
export async function listingsOf(kontor: Kontor, sku: string, mall: string | undefined): Promise<readonly Listing[]> {
  const wanted: TemuSkuId = temuSkuId(sku)
  const found = await listListings(kontor.state.db, {
    search: sku,
    limit: 1000,
    ...(mall === undefined ? {} : { mall: mallId(mall) }),
  })
  return found.filter(
    listing => listing.skuId === wanted || listing.sellerSku.toLowerCase() === sku.trim().toLowerCase(),
  )
}

function valuesOf(options: RuleOptions): Partial<RuleValues> {
  const values: { -readonly [Name in keyof RuleValues]?: RuleValues[Name] } = {}
  for (const name of ['buffer', 'percent', 'cap', 'minimum', 'fixed'] as const) {
    const value = options[name]
    if (value !== undefined) values[name] = value === 'none' ? null : value
  }
  if (options.paused !== undefined) values.paused = options.paused === 'none' ? null : options.paused === 'yes'
  return values
}

const numberOrNone = (value: string): number | 'none' => (value === 'none' ? 'none' : wholeNumber(value))
const number = (value: number | null): string => (value === null ? '–' : String(value))
