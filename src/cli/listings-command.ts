import { type Command, Option } from 'commander'
import { mallId } from '../lib/index.ts'
import { listListings, mapListing, proposals, unmapListing } from '../listings/index.ts'
import type { CommandContext, ExitCode } from './command.ts'
import { codeText } from './fault-text.ts'
import type { Run } from './program.ts'
import { listingsOf } from './stock-command.ts'
import { wholeNumber } from './sync-command.ts'
import type { Terminal } from './terminal.ts'

/** `kontor listings …`: which TEMU SKU is which JTL article. */
export function listingCommands(program: Command, run: Run): void {
  const listings = program.command('listings').description('TEMU SKUs and JTL articles')
  listings
    .command('list', { isDefault: true })
    .description('SKUs and the articles behind them')
    .option('--mall <name>')
    .addOption(new Option('--only <which>', 'a part alone').choices(['matched', 'unmatched', 'gone']))
    .option('--search <text>')
    .option('--limit <n>', 'how many', wholeNumber, 50)
    .option('--json', 'as JSON')
    .action((options: ListOptions) => run(context => list(context, options)))
  listings
    .command('propose')
    .description('articles that a SKU may mean')
    .argument('<sku>')
    .option('--mall <name>')
    .option('--json', 'as JSON')
    .action((sku: string, options: { readonly mall?: string }) => run(context => propose(context, sku, options.mall)))
  listings
    .command('map')
    .description('links a SKU to a JTL article; orders held for it go on by themselves')
    .argument('<sku>')
    .argument('<article>', 'JTL article number')
    .option('--mall <name>')
    .action((sku: string, article: string, options: { readonly mall?: string }) =>
      run(context => map(context, sku, article, options.mall)),
    )
  listings
    .command('unmap')
    .description('takes a link back: the SKU is offered with 0 and its orders wait')
    .argument('<sku>')
    .option('--mall <name>')
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
    const found = await listListings(kontor.state.db, {
      only: options.only,
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
          listing.match ?? codeText(`listing-${listing.mismatch}`, terminal.language).title,
          listing.title,
        ]),
      )
    return 0
  })

const propose = (context: CommandContext, sku: string, mall: string | undefined): Promise<ExitCode> =>
  context.withKontor(async kontor => {
    const { terminal } = context
    const { state, clock, jtl } = kontor
    if (!jtl) return withoutJtl(terminal, 'listings propose')
    const all = []
    for (const listing of await listingsOf(kontor, sku, mall)) {
      const found = await proposals({ state, clock, jtl }, listing.mall, listing.skuId)
      all.push({ mall: listing.mall, skuId: listing.skuId, proposals: found })
      terminal.line(`${listing.mall} · ${listing.sellerSku || listing.skuId} · ${listing.title}`)
      for (const each of found)
        terminal.line(
          `  ${each.articleNo}  (${each.because}${each.obstacle ? `; ${codeText(`listing-${each.obstacle}`, terminal.language).title}` : ''})`,
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
    if (found.length === 0)
      terminal.complain(terminal.say(`Die SKU „${sku}“ gibt es nicht.`, `There is no SKU “${sku}”.`))
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
    terminal.line(terminal.say(`${found.length} Verknüpfungen gelöst.`, `${found.length} links taken back.`))
    return found.length > 0 ? 0 : 1
  })

function withoutJtl(terminal: Terminal, step: string): ExitCode {
  const { title, cure } = codeText('jtl-database-missing', terminal.language, { step })
  terminal.complain(`${title} ${cure ?? ''}`)
  return 1
}
