import { z } from 'zod'

const mismatchSchema = z.enum([
  'sku-missing',
  'not-found',
  'ambiguous',
  'duplicate-sku',
  'parent',
  'inactive',
  'deleted',
  'packaging-unit',
  'article-gone',
  'unmatched-by-person',
])

/** One TEMU SKU and the JTL article behind it. */
export const listingSchema = z
  .strictObject({
    mall: z.string(),
    skuId: z.string(),
    goodsId: z.string(),
    sellerSku: z.string(),
    title: z.string(),
    spec: z.string(),
    siteId: z.int().nullable(),
    temuStatus: z.int(),
    articleKey: z.int().nullable(),
    articleNo: z.string().nullable(),
    match: z.enum(['number', 'gtin', 'manual']).nullable(),
    mismatch: mismatchSchema.nullable(),
    /** Why it is not linked, and what to do. */
    problem: z.string().nullable(),
    cure: z.string().nullable(),
    seenAt: z.int(),
    goneAt: z.int().nullable(),
    offer: z.int().nullable(),
    shown: z.int().nullable(),
  })
  .meta({ id: 'Listing' })

/** An article a person might mean. */
export const proposalSchema = z
  .strictObject({
    articleKey: z.int(),
    articleNo: z.string(),
    because: z.enum(['number', 'gtin', 'number-without-marks']),
    /** Set: it cannot be linked as it is. */
    obstacle: mismatchSchema.nullable(),
    obstacleTitle: z.string().nullable(),
  })
  .meta({ id: 'Proposal' })

/** At most 5 MB: as a spreadsheet saves it. Columns by their headings: mall, skuId, articleNo; others are not looked at. */
export const listingTableSchema = z.strictObject({
  csv: z
    .string()
    .min(1)
    .max(5 * 1024 * 1024),
})

export const listingTablePlanSchema = z
  .strictObject({
    rows: z.int(),
    same: z.int(),
    changes: z.int(),
    /** The first 200 of them. */
    examples: z.array(
      z.strictObject({
        row: z.int(),
        mall: z.string(),
        skuId: z.string(),
        before: z.string().nullable(),
        articleNo: z.string(),
      }),
    ),
    /** Rows that are left out, and why; the first 200. */
    problems: z.array(z.strictObject({ row: z.int(), problem: z.string(), title: z.string() })),
    problemCount: z.int(),
  })
  .meta({ id: 'ListingTablePlan' })
