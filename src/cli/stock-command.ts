import { type Command, Option } from 'commander'
import type { Kontor } from '../compose.ts'
import { type TemuSkuId, temuSkuId } from '../lib/index.ts'
import { type Listing, listListings } from '../listings/index.ts'
import { explainOffer, listStockRules, type RuleValues, setStockRule } from '../stock/index.ts'
import type { CommandContext, ExitCode } from './command.ts'
import { counted } from './local-format.ts'
import { explanationLines } from './offer-lines.ts'
import { examples, type Run } from './program.ts'
import { chosenMalls, namedMall, wholeNumber } from './sync-command.ts'

/** `kontor stock …`: what TEMU may sell, and why. */
export function stockCommands(program: Command, run: Run): void {
  const stock = program.command('stock').description('offers and their reasons')
  stock
    .command('list', { isDefault: true })
    .description('offers and what TEMU shows')
    .option('--mall <name>', 'in one store alone')
    .option('--search <text>', 'part of SKU, title or article number')
    .option('--limit <n>', 'how many', wholeNumber, 50)
    .option('--json', 'as JSON')
    .action((options: ListOptions) => run(context => list(context, options)))
  stock
    .command('explain')
    .description('why the offer is what it is')
    .argument('<sku>', 'seller SKU or TEMU’s skuId')
    .option('--mall <name>', 'in one store alone')
    .option('--at <time>', 'as it was at a moment: 2026-11-24T10:00')
    .option('--json', 'as JSON')
    .addHelpText('after', examples('kontor stock explain ART-1', 'kontor stock explain ART-1 --at 2026-11-24T10:00'))
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
    .addHelpText(
      'after',
      examples(
        'kontor stock rule --buffer 1',
        'kontor stock rule --mall main --percent 80',
        'kontor stock rule --sku ART-1 --cap 10 --minimum 2',
        'kontor stock rule --sku ART-1 --paused yes',
        'kontor stock rule --sku ART-1 --cap none',
      ),
    )
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
    const mall = await namedMall(kontor, options.mall)
    const found = await listListings(kontor.state.db, {
      search: options.search,
      limit: options.limit,
      ...(mall === undefined ? {} : { mall }),
    })
    if (terminal.isJson) terminal.json(found)
    else
      terminal.table(
        [
          terminal.say('Shop', 'Store'),
          'SKU',
          terminal.say('Artikel', 'Article'),
          terminal.say('Angebot', 'Offer'),
          'TEMU',
          terminal.say('Titel', 'Title'),
        ],
        found.map(listing => [
          listing.mall,
          listing.sellerSku || listing.skuId,
          listing.articleNo ?? '–',
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
      terminal.complain(
        terminal.say(
          `Die SKU „${sku}“ kennt Kontor nicht. Suchen: kontor stock list --search TEIL`,
          `Kontor does not know the SKU “${sku}”. Search: kontor stock list --search PART`,
        ),
      )
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
        [terminal.say('Shop', 'Store'), 'SKU', 'buffer', 'percent', 'cap', 'minimum', 'fixed', 'paused'],
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
          ? terminal.say(`Die SKU „${options.sku}“ kennt Kontor nicht.`, `There is no SKU “${options.sku}”.`)
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
    if (Object.keys(valuesOf(options)).length === 0) {
      terminal.complain(
        terminal.say(
          'Es fehlt, was gelten soll: etwa --buffer 2. Alles zeigt kontor stock rule --help.',
          'What is to apply is missing: --buffer 2, for instance. kontor stock rule --help shows all.',
        ),
      )
      return 2
    }
    const result = await setStockRule(kontor.state, where, valuesOf(options), kontor.clock.now())
    switch (result.kind) {
      case 'ok':
        terminal.line(
          terminal.say(
            `Gespeichert; ${counted(result.affected, 'Angebot wird', 'Angebote werden')} neu berechnet.`,
            `Saved; ${counted(result.affected, 'offer is', 'offers are')} computed anew.`,
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
export async function listingsOf(kontor: Kontor, sku: string, name: string | undefined): Promise<readonly Listing[]> {
  const wanted: TemuSkuId = temuSkuId(sku)
  const mall = await namedMall(kontor, name)
  const found = await listListings(kontor.state.db, {
    search: sku,
    limit: 1000,
    ...(mall === undefined ? {} : { mall }),
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
