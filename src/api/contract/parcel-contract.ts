import { z } from 'zod'
import { parcelStates } from '../../tracking/index.ts'

export const parcelStateSchema = z.enum(parcelStates)
const instantOrNull = z.int().nullable()

/** One JTL package of one of our orders. */
export const parcelSchema = z
  .strictObject({
    mall: z.string(),
    id: z.string(),
    orderId: z.string(),
    noteNo: z.string().nullable(),
    tracking: z.string().nullable(),
    methodKey: z.int().nullable(),
    method: z.string().nullable(),
    carrierId: z.string().nullable(),
    state: parcelStateSchema,
    packedAt: instantOrNull,
    shippedAt: instantOrNull,
    sentAt: instantOrNull,
    confirmedAt: instantOrNull,
    /** What TEMU was told, where it differs from the number JTL has now. */
    sentTracking: z.string().nullable(),
    firstSeenAt: z.int(),
  })
  .meta({ id: 'Parcel' })
export type ParcelView = z.infer<typeof parcelSchema>
