import { z } from 'zod'

const wrongFieldSchema = z.strictObject({
  /** `body.schedule`, `query.limit`. */
  path: z.string(),
  problem: z.string(),
})
export type WrongField = z.infer<typeof wrongFieldSchema>

/** RFC 9457, `application/problem+json`. `title` says what happened, `cure` what to do, in the reader's language. */
export const problemSchema = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string(),
    cure: z.string().optional(),
    fields: z.array(wrongFieldSchema).optional(),
    requestId: z.string(),
  })
  .meta({ id: 'Problem', description: 'What happened, in words and as a code, and what to do about it (RFC 9457).' })
export type Problem = z.infer<typeof problemSchema>
