import { Readable } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { codeText } from '../code-text.ts'
import type { MallId } from '../lib/index.ts'
import {
  applyListingTable,
  type Listing,
  listListings,
  planListingTable,
  type TablePlan,
  type TableRow,
} from '../listings/index.ts'
import { csvRow } from '../runs/index.ts'
import type { Language } from '../texts/index.ts'
import type { Api, ApiParts } from './api.ts'
import { callerOf, mallsOf, maySee } from './caller.ts'
import { listingTablePlanSchema, listingTableSchema } from './contract/listing-contract.ts'
import { mallIdSchema } from './contract/page-contract.ts'
import { conflict, wrongFields } from './problem.ts'
import { readCsv } from './read-csv.ts'
import { RequestKeys } from './request-key.ts'

const tags = ['listings']
const mostRows = 100_000
const mostTold = 200
/** 5 MB of text, and what JSON adds to it. */
const bodyLimit = 6 * 1024 * 1024
const headings = ['mall', 'skuId', 'goodsId', 'sellerSku', 'title', 'spec', 'articleNo', 'match', 'mismatch'] as const

/** All links as a table for a spreadsheet, and back. */
export function listingTableRoutes(app: Api, { kontor }: ApiParts): void {
  const { state, clock, jtl } = kontor
  const keys = new RequestKeys(clock)

  app.get(
    '/api/listings/export',
    {
      schema: {
        summary: 'All links as CSV, for Excel and JTL-Ameise',
        description: 'UTF-8 with BOM, semicolons, everything quoted. Change the column articleNo and import it again.',
        tags,
        querystring: z.strictObject({
          mall: mallIdSchema.optional(),
          only: z.enum(['matched', 'unmatched', 'gone']).optional(),
        }),
        produces: ['text/csv'],
        response: { 200: z.unknown() },
      },
    },
    async (request, reply) => {
      const { mall, only } = request.query
      const lines = csvLines(kontor, mallsOf(request, mall), only)
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="kontor-listings.csv"')
        .send(Readable.from(lines))
    },
  )

  const plan = async (request: FastifyRequest, csv: string): Promise<{ plan: TablePlan; rows: number }> => {
    if (!jtl) throw conflict('jtl-database-missing', { step: 'listings' })
    const rows = tableRows(csv)
    const caller = callerOf(request)
    return {
      plan: await planListingTable({ state, jtl }, rows, mall => maySee(caller, mall), request.signal),
      rows: rows.length,
    }
  }

  app.post(
    '/api/listings/import/preview',
    {
      bodyLimit,
      schema: {
        summary: 'What a table would change, without changing it',
        description: 'At most 5 MB and 100,000 rows. An empty articleNo leaves a SKU as it is.',
        tags,
        body: listingTableSchema,
        response: { 200: listingTablePlanSchema },
      },
    },
    async request => {
      const made = await plan(request, request.body.csv)
      return planView(made.plan, made.rows, request.language)
    },
  )

  app.post(
    '/api/listings/import',
    {
      bodyLimit,
      schema: {
        summary: 'Link as the table says; rows with a problem are left out and told',
        tags,
        body: listingTableSchema,
        response: { 200: listingTablePlanSchema },
      },
    },
    async request =>
      keys.once(request, async () => {
        const made = await plan(request, request.body.csv)
        await applyListingTable(state, made.plan.changes, callerOf(request).name, clock.now())
        const { changes, problems } = made.plan
        request.deedNote = {
          object: 'listings',
          after: { rows: made.rows, changed: changes.length, left: problems.length },
        }
        return planView(made.plan, made.rows, request.language)
      }),
  )
}

/** Page by page, so that 100,000 SKUs are never in memory at once. */
async function* csvLines(
  { state }: ApiParts['kontor'],
  malls: readonly MallId[] | undefined,
  only: 'matched' | 'unmatched' | 'gone' | undefined,
): AsyncGenerator<string> {
  yield `\uFEFF${csvRow(headings)}`
  let after: { readonly mall: Listing['mall']; readonly skuId: Listing['skuId'] } | undefined
  for (;;) {
    const page: readonly Listing[] = await listListings(state.db, { malls, only, after, limit: 1000 })
    yield page.map(listing => csvRow(headings.map(heading => listing[heading]))).join('')
    after = page.at(-1)
    if (page.length < 1000) return
  }
}

function tableRows(csv: string): readonly TableRow[] {
  const reading = readCsv(csv, mostRows)
  if (reading.kind === 'too-many') throw wrongFields([{ path: 'body.csv', problem: 'has more than 100,000 rows' }])
  if (reading.kind === 'broken')
    throw wrongFields([{ path: 'body.csv', problem: `row ${reading.row}: a quote is not closed` }])
  const [heading, ...rows] = reading.rows
  const at = (name: string): number => heading?.findIndex(cell => cell.toLowerCase() === name.toLowerCase()) ?? -1
  const places = { mall: at('mall'), skuId: at('skuId'), articleNo: at('articleNo') }
  const missing = Object.entries(places).filter(([, place]) => place < 0)
  if (missing.length > 0)
    throw wrongFields(missing.map(([name]) => ({ path: 'body.csv', problem: `has no column “${name}”` })))
  return rows.map((cells, index) => ({
    row: index + 2,
    mall: cells[places.mall] ?? '',
    skuId: cells[places.skuId] ?? '',
    articleNo: cells[places.articleNo] ?? '',
  }))
}

const planView = (
  { same, changes, problems }: TablePlan,
  rows: number,
  language: Language,
): z.input<typeof listingTablePlanSchema> => ({
  rows,
  same,
  changes: changes.length,
  examples: changes.slice(0, mostTold).map(({ row, mall, skuId, before, articleNo }) => ({
    row,
    mall,
    skuId,
    before,
    articleNo,
  })),
  problems: problems.slice(0, mostTold).map(({ row, skuId, articleNo, problem }) => {
    const sku = problem === 'unknown-sku' || problem === 'twice' ? skuId : articleNo
    return {
      row,
      problem,
      title: codeText(`listing-${problem}`, language, { sku, subject: skuId, title: skuId }).title,
    }
  }),
  problemCount: problems.length,
})
