import { z } from 'zod'

const key = z.number().int().positive().nullable()

const jtlSettings = z.strictObject({
  /** tfirma.kFirma; null leaves the attribute out. */
  companyKey: key.default(null),
  userKey: key.default(null),
  /** tXMLBestellImport.nPlattform, a tinyint: own platforms (from 20000 on) cannot be named there. */
  platformKey: z.number().int().min(0).max(255).nullable().default(null),
  /** tXMLBestellImport.nRechnung: 1 = JTL writes an invoice at import. */
  invoice: z.union([z.literal(0), z.literal(1)]).default(0),
  /** Must exist in JTL (tversandart.cName), else JTL refuses the order. */
  shippingMethod: z.string().trim().min(1).max(255).default('TEMU'),
  paymentMethod: z.string().trim().min(1).max(255).default('TEMU'),
  dateFormat: z.enum(['iso', 'german']).default('iso'),
  country: z.enum(['name', 'iso']).default('name'),
  markPaid: z.boolean().default(true),
  language: z.string().trim().min(2).max(3).default('ger'),
  /** One collective customer for all TEMU orders; empty: JTL makes a customer per order. */
  customerNumber: z.string().trim().max(30).default(''),
  /** Hand TEMU's relay address to JTL; JTL then writes its own mails to it. */
  keepEmail: z.boolean().default(true),
  /** Letters Latin-1 lacks: a Latin spelling (true) or a character reference (false). */
  transliterate: z.boolean().default(true),
  /** How the shipping line is named on JTL's documents. */
  shippingLineName: z.string().trim().min(1).max(255).default('Versandkosten'),
})

const stockSettings = z.strictObject({
  /** `split`: one article's stock is split over malls (INV-3). `share-fully`: every mall offers all of it, visibly. */
  share: z.enum(['split', 'share-fully']).default('split'),
  /** JTL's kWarenlager keys; null: JTL's own sellable number over all warehouses. */
  warehouses: z.array(z.number().int().positive()).min(1).nullable().default(null),
})

/** What a merchant can set per mall. Every field has a default, so an empty object is a whole one. */
export const mallSettingsSchema = z.strictObject({
  jtl: jtlSettings.prefault({}),
  stock: stockSettings.prefault({}),
  /** TEMU does not grant the amount API: hold, or hand over at JTL's own prices with a flag. */
  withoutAmounts: z.enum(['hold', 'jtl-prices']).default('hold'),
  /** An order handed over and not found in JTL after so long is held. */
  importTimeoutMinutes: z.number().int().min(1).max(10_080).default(60),
  /** Some lines left in JTL, others not: wait until TEMU's deadline is near, always wait, or report what left. */
  partialShipments: z.enum(['wait-until-deadline', 'wait', 'lines']).default('wait-until-deadline'),
  /** JTL's cShipmentId stands in for a missing tracking number. */
  shipmentIdAsTracking: z.boolean().default(false),
  /** Days after the end of an order until its address is erased. */
  retentionDays: z.number().int().min(1).max(3650).default(60),
  /** How far back the very first read of orders goes. */
  firstDays: z.number().int().min(0).max(180).default(30),
  /** TEMU's id of the warehouse parcels leave from (selfShippingWarehouseId); empty: the store's default one. */
  temuWarehouseId: z.string().trim().max(64).default(''),
})
export type MallSettings = z.infer<typeof mallSettingsSchema>

export const defaultMallSettings: MallSettings = mallSettingsSchema.parse({})

/** One setting that is wrong: where, and what is expected. Never quotes what was given. */
export interface SettingProblem {
  readonly path: string
  readonly problem: string
}

export type SettingsResult =
  | { readonly kind: 'ok'; readonly settings: MallSettings }
  | { readonly kind: 'wrong'; readonly problems: readonly SettingProblem[] }

export function readMallSettings(value: unknown): SettingsResult {
  const parsed = mallSettingsSchema.safeParse(value)
  if (parsed.success) return { kind: 'ok', settings: parsed.data }
  return {
    kind: 'wrong',
    problems: parsed.error.issues.map(issue => ({ path: issue.path.join('.'), problem: issue.message })),
  }
}

/** `settings` with the value at a dotted path (`jtl.shippingMethod`) changed; unknown paths and wrong values are told. */
export function withSetting(settings: MallSettings, path: string, value: unknown): SettingsResult {
  const names = path.split('.')
  const changed: unknown = structuredClone(settings)
  let at: unknown = changed
  for (const name of names.slice(0, -1)) at = isRecord(at) && Object.hasOwn(at, name) ? at[name] : undefined
  const last = names.at(-1) ?? ''
  if (!isRecord(at) || !Object.hasOwn(at, last))
    return {
      kind: 'wrong',
      problems: [{ path, problem: `There is no such setting. There are: ${settingPaths().join(', ')}` }],
    }
  at[last] = value
  return readMallSettings(changed)
}

/** Every setting by its dotted path. */
export function settingPaths(): readonly string[] {
  return Object.entries(defaultMallSettings).flatMap(([name, value]) =>
    isRecord(value) ? Object.keys(value).map(inner => `${name}.${inner}`) : [name],
  )
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
