import { z } from 'zod'
import { mallIdSchema } from './page-contract.ts'
import {
  jobIdSchema,
  logLevelSchema,
  logLineSchema,
  progressSchema,
  runEventSchema,
  runIdSchema,
} from './run-contract.ts'

/** What is wanted: everything, or one mall, job or run. `after` is the `id` of the last message that had one: nothing is missed and nothing comes twice. Without it: from now on. */
const wish = {
  mall: mallIdSchema.optional(),
  job: jobIdSchema.optional(),
  run: runIdSchema.optional(),
  /** `/ws/logs` alone: this level and the graver ones. */
  level: logLevelSchema.optional(),
}

/** In the address: `/ws/logs?run=…&after=120`. */
export const liveQuerySchema = z.strictObject({ ...wish, after: z.coerce.number().pipe(z.int().min(0)).optional() })

/** What a client says, as JSON text. `subscribe` takes the place of what was wanted before. */
export const clientMessageSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('subscribe'), ...wish, after: z.int().min(0).optional() }),
  z.strictObject({ type: z.literal('ping') }),
])
export type LiveWish = Omit<Extract<z.infer<typeof clientMessageSchema>, { type: 'subscribe' }>, 'type'>

/** What the server says. The same line or event as in the answers of REST. */
export const serverMessageSchema = z.discriminatedUnion('type', [
  /** First of all; `lastId` is the newest there is. */
  z.strictObject({ type: z.literal('hello'), lastId: z.int() }),
  /** `isReset`: the `after` asked for is not of this database (a backup was put back): load the list anew. */
  z.strictObject({ type: z.literal('subscribed'), after: z.int(), isReset: z.boolean() }),
  z.strictObject({ type: z.literal('log'), id: z.int(), line: logLineSchema }),
  z.strictObject({ type: z.literal('run'), id: z.int(), event: runEventSchema }),
  /** How far the step under way is. Has no number and is not repeated after a cut: the newest comes again. */
  z.strictObject({ type: z.literal('progress'), progress: progressSchema }),
  /** Everything up to `upTo` was sent; from here on it is live. */
  z.strictObject({ type: z.literal('caught-up'), upTo: z.int() }),
  z.strictObject({ type: z.literal('pong'), at: z.int() }),
])
export type ServerMessage = z.infer<typeof serverMessageSchema>

/** Why the server closed, beside the protocol's own codes (1001 it stops, 1003 not text, 1009 too large). */
export const closeCodes = {
  /** A message that is none of ours, or too many of them. */
  refused: 1008,
  /** Our own fault; try again. */
  fault: 1011,
  /** Signed out, blocked, or changed in rights: sign in and come again. */
  revoked: 4401,
  /** Ten are open for this person. */
  tooMany: 4429,
  /** Reads too slowly: come again with `after`. */
  tooSlow: 4408,
} as const
