import { z } from 'zod'

/** One answer of TEMU as received. */
export const archiveEntrySchema = z
  .strictObject({
    id: z.int(),
    mall: z.string(),
    runId: z.string(),
    api: z.string(),
    subject: z.string(),
    bytes: z.int(),
    receivedAt: z.int(),
    expiresAt: z.int(),
  })
  .meta({ id: 'ArchiveEntry' })

/** `body`: the JSON text as kept; personal fields are references to the order's sealed box. To be shown as text, nothing else. */
export const archiveBodySchema = z
  .strictObject({ entry: archiveEntrySchema, body: z.string() })
  .meta({ id: 'ArchiveBody' })

export const replayResultSchema = z
  .strictObject({
    counts: z.strictObject({
      seen: z.int(),
      new: z.int(),
      changed: z.int(),
      older: z.int(),
      unreadable: z.int(),
    }),
    /** Orders whose address is erased: left out. */
    erased: z.int(),
    unknownMalls: z.array(z.string()),
  })
  .meta({ id: 'ReplayResult' })
