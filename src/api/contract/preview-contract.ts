import { z } from 'zod'

/** What a run would send now. `xml`: a document for JTL. `call`: the body of a TEMU call, without signature and token. */
export const previewSchema = z
  .strictObject({
    total: z.int(),
    /** The first 200. */
    items: z.array(
      z.strictObject({ step: z.string(), item: z.string(), kind: z.enum(['xml', 'call']), body: z.string() }),
    ),
  })
  .meta({ id: 'Preview' })
