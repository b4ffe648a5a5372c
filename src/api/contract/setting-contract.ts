import { z } from 'zod'

/** Settings of the whole installation as they are; where a secret is set, only that it is. Changed by the environment. */
export const settingsSchema = z
  .strictObject({
    dataDir: z.string(),
    configDir: z.string(),
    database: z.enum(['sqlite', 'postgres']),
    publicUrl: z.string().nullable(),
    host: z.string(),
    port: z.int(),
    trustedProxies: z.array(z.string()),
    timeZone: z.string(),
    language: z.enum(['de', 'en']),
    jtl: z.strictObject({
      hasDatabase: z.boolean(),
      handOver: z.enum(['queue', 'folder']),
      xmlDir: z.string().nullable(),
    }),
    temu: z.strictObject({
      orderLagMs: z.int(),
      readLagMs: z.int(),
      callsPerSecond: z.number(),
      callsPerSecondAndApi: z.number(),
    }),
    retry: z.strictObject({ delaysMs: z.array(z.int()), maxTries: z.int() }),
    every: z.strictObject({ ordersSeconds: z.int(), inventorySeconds: z.int() }),
    archiveDays: z.int(),
    logDays: z.int(),
  })
  .meta({ id: 'Settings' })
