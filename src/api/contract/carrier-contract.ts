import { z } from 'zod'

/** Which TEMU carrier each JTL shipping method means. */
export const carriersSchema = z
  .strictObject({
    mapped: z.array(
      z.strictObject({
        methodKey: z.int(),
        method: z.string(),
        carrierId: z.string(),
        carrier: z.string(),
        /** `auto`: exactly one of TEMU's brands is in the name. */
        chosen: z.enum(['auto', 'manual']),
        updatedAt: z.int(),
      }),
    ),
    /** Methods of waiting parcels that nobody mapped. */
    unmapped: z.array(z.strictObject({ methodKey: z.int(), method: z.string() })),
    /** What TEMU offers in the mall's region, as last read. */
    offered: z.array(z.strictObject({ carrierId: z.string(), name: z.string(), brand: z.string() })),
  })
  .meta({ id: 'Carriers' })

export const carrierMappedSchema = z
  .strictObject({
    method: z.string(),
    carrierId: z.string(),
    carrier: z.string(),
    /** Orders that go on by it. */ released: z.int(),
  })
  .meta({ id: 'CarrierMapped' })
