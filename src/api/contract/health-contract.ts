import { z } from 'zod'

/** One thing that must be right for the shop to be served. */
const healthCheckSchema = z.strictObject({
  what: z.enum(['database', 'flow', 'token', 'paused', 'jtl']),
  /** The mall it is about; null: the whole installation. */
  mall: z.string().nullable(),
  /** Which flow, which side. */
  about: z.string().nullable(),
  state: z.enum(['ok', 'warning', 'failing']),
  /** Why it is not ok: our code and its sentence in the reader's language. */
  code: z.string().nullable(),
  title: z.string().nullable(),
  cure: z.string().nullable(),
  /** When it last was right, or the instant it is about (end of a token). */
  at: z.int().nullable(),
})
export type HealthCheck = z.infer<typeof healthCheckSchema>

export const healthSchema = z
  .strictObject({
    status: z.enum(['ok', 'warning', 'failing']),
    at: z.int(),
    /** Empty for someone who is not signed in: the status alone is for everybody. */
    checks: z.array(healthCheckSchema),
  })
  .meta({ id: 'Health' })
export type Health = z.infer<typeof healthSchema>

export const liveSchema = z.strictObject({ status: z.literal('ok'), version: z.string(), startedAt: z.int() })
