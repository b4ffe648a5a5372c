import { z } from 'zod'

/** How JTL's database is; `isConnected` false: Kontor was given none, orders go as files. */
export const jtlStatusSchema = z
  .strictObject({
    isConnected: z.boolean(),
    at: z.int(),
    facts: z
      .strictObject({
        database: z.string(),
        serverVersion: z.string(),
        wawiVersion: z.string(),
        shape: z.enum(['1.6+', '1.5']),
        hasQueue: z.boolean(),
        utcOffsetMinutes: z.int(),
        /** KONTOR_TIME_ZONE does not fit the server: every date from JTL would be wrong. */
        isZoneWrong: z.boolean(),
        missing: z.array(z.strictObject({ object: z.string(), without: z.string() })),
      })
      .nullable(),
    /** Orders that wait for JTL's worker; null: not known. */
    waiting: z.int().nullable(),
    fault: z.strictObject({ code: z.string(), title: z.string(), cure: z.string().nullable() }).nullable(),
  })
  .meta({ id: 'JtlStatus' })
export type JtlStatusView = z.infer<typeof jtlStatusSchema>

const named = z.strictObject({ key: z.int(), name: z.string() })

/** Names and keys that settings are chosen from. */
export const jtlMasterDataSchema = z
  .strictObject({
    companies: z.array(named.safeExtend({ countryIso: z.string() })),
    shippingMethods: z.array(named.safeExtend({ isActive: z.boolean() })),
    paymentMethods: z.array(named.safeExtend({ isActive: z.boolean(), shipsUnpaid: z.boolean() })),
    warehouses: z.array(named.safeExtend({ isActive: z.boolean(), isFulfillment: z.boolean() })),
    platforms: z.array(named),
    users: z.array(named.safeExtend({ isActive: z.boolean() })),
  })
  .meta({ id: 'JtlMasterData' })
