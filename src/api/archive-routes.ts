import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { storeFromArchive } from '../orders/index.ts'
import { type ReplayEntry, readArchiveDir } from '../state/index.ts'
import type { Api, ApiParts } from './api.ts'
import { callerOf, mallsOf, maySee } from './caller.ts'
import { archiveBodySchema, archiveEntrySchema, replayResultSchema } from './contract/archive-contract.ts'
import { mallIdSchema, pageQuery, pageSchema } from './contract/page-contract.ts'
import { noteSchema } from './order-deed-routes.ts'
import { pageOf, readCursor } from './paging.ts'
import { notFound, ProblemError } from './problem.ts'
import { RequestKeys } from './request-key.ts'

const tags = ['archive']
/** A list page of TEMU with 100 orders has some 300 kB; more is no answer to look at in a browser. */
const largestBody = 4 * 1024 * 1024

/** TEMU's answers as received, and taking them in once more. */
export function archiveRoutes(app: Api, { kontor }: ApiParts): void {
  const { state, clock } = kontor
  const keys = new RequestKeys(clock)

  app.get(
    '/api/archive',
    {
      schema: {
        summary: 'Answers of TEMU, newest first; why one looks is recorded',
        tags,
        querystring: z.strictObject({
          ...pageQuery,
          reason: noteSchema,
          mall: mallIdSchema.optional(),
          api: z.string().max(100).optional(),
          subject: z.string().max(100).optional(),
        }),
        response: { 200: pageSchema(archiveEntrySchema) },
      },
    },
    async request => {
      const { mall, api, subject, reason, limit, cursor } = request.query
      const malls = mallsOf(request, mall)
      const beforeId = readCursor(cursor, z.int())
      request.deedNote = { object: subject ?? api ?? 'archive', ...(mall ? { mall } : {}), after: { reason } }
      const found = await state.archive.list({
        malls,
        limit: limit + 1,
        ...(api === undefined ? {} : { api }),
        ...(subject === undefined ? {} : { subject }),
        ...(beforeId === undefined ? {} : { beforeId }),
      })
      return pageOf(found, limit, entry => entry.id, entryView)
    },
  )

  app.get(
    '/api/archive/:id',
    {
      schema: {
        summary: 'One answer as kept; why one looks is recorded',
        tags,
        params: z.strictObject({ id: z.coerce.number().int().min(1) }),
        querystring: z.strictObject({ reason: noteSchema }),
        response: { 200: archiveBodySchema },
      },
    },
    async request => {
      const entry = await state.archive.byId(request.params.id)
      if (!entry || !maySee(callerOf(request), entry.mall)) throw notFound()
      request.deedNote = { object: `${entry.id} ${entry.subject}`, mall: entry.mall, after: request.query }
      if (entry.length > largestBody) throw new ProblemError(413, 'api.answer-too-large', { params: { id: entry.id } })
      const body = state.archive.read(entry)
      if (body === undefined) throw notFound()
      return { entry: entryView(entry), body }
    },
  )

  app.post(
    '/api/archive/replay',
    {
      schema: {
        summary: 'Take archived order answers in once more, as step 2 does',
        description:
          'Newer versions stay (nothing is overwritten by older data), erased orders are left out, twice is as once.',
        tags,
        body: z.strictObject({ day: z.iso.date().optional(), mall: mallIdSchema.optional() }),
        response: { 200: replayResultSchema },
      },
    },
    async request =>
      keys.once(request, async () => {
        const { day, mall } = request.body
        const malls = mallsOf(request, mall)
        const dir = day === undefined ? state.archive.dir : join(state.archive.dir, day)
        request.deedNote = { object: day ?? 'archive', ...(mall ? { mall } : {}) }
        if (!existsSync(dir)) throw notFound()
        const { counts, erased, unknownMalls } = await storeFromArchive(state, clock, () =>
          ofMalls(readArchiveDir(dir), malls),
        )
        request.deedNote = { ...request.deedNote, after: counts }
        return { counts: { ...counts }, erased: erased.length, unknownMalls: [...unknownMalls] }
      }),
  )
}

function* ofMalls(entries: Iterable<ReplayEntry>, malls: readonly string[] | undefined): Generator<ReplayEntry> {
  for (const entry of entries) if (malls?.includes(entry.mall) ?? true) yield entry
}

type Entry = Awaited<ReturnType<ApiParts['kontor']['state']['archive']['list']>>[number]

const entryView = ({ id, mall, runId, api, subject, length, receivedAt, expiresAt }: Entry) => ({
  id,
  mall,
  runId,
  api,
  subject,
  bytes: length,
  receivedAt,
  expiresAt,
})
