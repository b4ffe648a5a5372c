import { type Command, Option } from 'commander'
import { codeText } from '../code-text.ts'
import { type Listing, listListings, mapListing, proposals, unmapListing } from '../listings/index.ts'
import { label } from '../texts/index.ts'
import type { CommandContext, ExitCode } from './command.ts'
import { counted } from './local-format.ts'
import { examples, type Run } from './program.ts'
import { listingsOf } from './stock-command.ts'
import { namedMall, wholeNumber } from './sync-command.ts'
import type { Terminal } from './terminal.ts'

/** `kontor listings …`: which TEMU SKU is which JTL article. */
export function listingCommands(program: Command, run: Run): void {
  const listings = program.command('listings').description('TEMU SKUs and JTL articles')
  listings
    .command('list', { isDefault: true })
    .description('SKUs and the articles behind them')
    .option('--mall <name>', 'in one store alone')
    .addOption(new Option('--only <which>', 'a part alone').choices(['matched', 'unmatched', 'gone']))
    .option('--search <text>', 'part of SKU, title or article number')
    .option('--limit <n>', 'how many', wholeNumber, 50)
    .option('--json', 'as JSON')
    .action((options: ListOptions) => run(context => list(context, options)))
  listings
    .command('propose')
    .description('articles that a SKU may mean')
    .argument('<sku>', 'seller SKU or TEMU’s skuId')
    .option('--mall <name>', 'in one store alone')
    .option('--json', 'as JSON')
    .action((sku: string, options: { readonly mall?: string }) => run(context => propose(context, sku, options.mall)))
  listings
    .command('map')
    .description('links a SKU to a JTL article; orders held for it go on by themselves')
    .argument('<sku>', 'seller SKU or TEMU’s skuId')
    .argument('<article>', 'JTL article number')
    .option('--mall <name>', 'in one store alone')
    .addHelpText(
      'after',
      examples('kontor listings map BECHER-ROT-2 ART-1042', 'kontor listings map 17592186040003 ART-1042'),
    )
    .action((sku: string, article: string, options: { readonly mall?: string }) =>
      run(context => map(context, sku, article, options.mall)),
    )
  listings
    .command('unmap')
    .description('takes a link back: Kontor leaves the SKU’s number at TEMU alone, and its orders wait')
    .argument('<sku>', 'seller SKU or TEMU’s skuId')
    .option('--mall <name>', 'in one store alone')
    .action((sku: string, options: { readonly mall?: string }) => run(context => unmap(context, sku, options.mall)))
}

interface ListOptions {
  readonly mall?: string
  readonly only?: 'matched' | 'unmatched' | 'gone'
  readonly search?: string
  readonly limit: number
}

const list = (context: CommandContext, options: ListOptions): Promise<ExitCode> =>
  context.withKontor(async kontor => {
    const { terminal } = context
    const mall = await namedMall(kontor, options.mall)
    const found = await listListings(kontor.state.db, {
      only: options.only,
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
          'skuId',
          terminal.say('Artikel', 'Article'),
          terminal.say('wie', 'how'),
          terminal.say('Titel', 'Title'),
        ],
        found.map(listing => [
          listing.mall,
          listing.sellerSku || '–',
          listing.skuId,
          listing.articleNo ?? '–',
          howMatched(listing, terminal),
          listing.title,
        ]),
      )
    return 0
  })

/** By what it is linked, or why it is not. */
const howMatched = ({ match, mismatch, sellerSku, skuId, title }: Listing, { language }: Terminal): string => {
  if (mismatch !== null)
    return codeText(`listing-${mismatch}`, language, { sku: sellerSku || skuId, title, subject: skuId }).title
  return match === null ? '–' : label('match', match, language)
}

const propose = (context: CommandContext, sku: string, mall: string | undefined): Promise<ExitCode> =>
  context.withKontor(async kontor => {
    const { terminal } = context
    const { state, clock, jtl } = kontor
    if (!jtl) return withoutJtl(terminal, 'listings propose')
    const all = []
    const listed = await listingsOf(kontor, sku, mall)
    if (listed.length === 0) complainUnknown(terminal, sku)
    for (const listing of listed) {
      const found = await proposals({ state, clock, jtl }, listing.mall, listing.skuId)
      all.push({ mall: listing.mall, skuId: listing.skuId, proposals: found })
      terminal.line(`${listing.mall} · ${listing.sellerSku || listing.skuId} · ${listing.title}`)
      if (found.length === 0) terminal.line(`  ${terminal.say('kein Vorschlag', 'no proposal')}`)
      for (const each of found)
        terminal.line(
          `  ${each.articleNo}  (${label('match', each.because, terminal.language)}${each.obstacle ? `; ${codeText(`listing-${each.obstacle}`, terminal.language, { sku: each.articleNo }).title}` : ''})`,
        )
    }
    if (terminal.isJson) terminal.json(all)
    return all.length > 0 ? 0 : 1
  })

const map = (context: CommandContext, sku: string, article: string, mall: string | undefined): Promise<ExitCode> =>
  context.withKontor(async kontor => {
    const { terminal } = context
    const { state, clock, jtl } = kontor
    if (!jtl) return withoutJtl(terminal, 'listings map')
    const found = await listingsOf(kontor, sku, mall)
    if (found.length === 0) complainUnknown(terminal, sku)
    let isDone = found.length > 0
    for (const listing of found) {
      const wish = { mall: listing.mall, skuId: listing.skuId, articleNo: article, by: 'command' }
      const result = await mapListing({ state, clock, jtl }, wish)
      if (result.kind === 'mapped')
        terminal.line(
          terminal.say(
            `${listing.mall}: ${sku} ist jetzt Artikel ${result.listing.articleNo ?? article}.`,
            `${listing.mall}: ${sku} is article ${result.listing.articleNo ?? article} now.`,
          ),
        )
      else {
        isDone = false
        const code = result.kind === 'refused' ? `listing-${result.because}` : 'listing-not-found'
        terminal.complain(`${listing.mall}: ${codeText(code, terminal.language, { sku: article, subject: sku }).title}`)
      }
    }
    return isDone ? 0 : 1
  })

const unmap = (context: CommandContext, sku: string, mall: string | undefined): Promise<ExitCode> =>
  context.withKontor(async kontor => {
    const { terminal } = context
    const found = await listingsOf(kontor, sku, mall)
    for (const listing of found)
      await unmapListing(
        { state: kontor.state, clock: kontor.clock },
        { mall: listing.mall, skuId: listing.skuId, by: 'command' },
      )
    if (found.length === 0) complainUnknown(terminal, sku)
    else
      terminal.line(
        terminal.say(
          `${counted(found.length, 'Zuordnung', 'Zuordnungen')} gelöst.`,
          `${counted(found.length, 'link', 'links')} taken back.`,
        ),
      )
    return found.length > 0 ? 0 : 1
  })

function complainUnknown(terminal: Terminal, sku: string): void {
  terminal.complain(
    terminal.say(
      `Die SKU „${sku}“ kennt Kontor nicht. Suchen: kontor listings --search TEIL`,
      `Kontor does not know the SKU “${sku}”. Search: kontor listings --search PART`,
    ),
  )
}

function withoutJtl(terminal: Terminal, step: string): ExitCode {
  const { title, cure } = codeText('jtl-database-missing', terminal.language, { step })
  terminal.complain(`${title} ${cure ?? ''}`)
  return 1
}
