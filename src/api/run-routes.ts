import { z } from 'zod'
import { findRun, type JobName, type LogStats, listLogLines, listRuns, logStats } from '../runs/index.ts'
import type { Api, ApiParts } from './api.ts'
import { callerOf, mallsOf, maySee } from './caller.ts'
import { instantSchema, mallIdSchema, pageQuery, pageSchema } from './contract/page-contract.ts'
import {
  jobIdOf,
  jobIdSchema,
  logLevelSchema,
  logLineSchema,
  logLineView,
  logStatsSchema,
  runSchema,
  runView,
} from './contract/run-contract.ts'
import { cursorOf, readCursor } from './paging.ts'
import { notFound } from './problem.ts'

const runIdSchema = z.string().regex(/^[\w-]{1,64}$/)
const runKeySchema = z.strictObject({ at: z.int(), id: z.string() })
const lineKeySchema = z.strictObject({ at: z.int(), id: z.int() })

/** What the logs can be asked for; the same for the list and for its export. */
export const logFilterQuery = {
  mall: mallIdSchema.optional(),
  job: jobIdSchema.optional(),
  run: runIdSchema.optional(),
  /** This level and the graver ones. */
  level: logLevelSchema.optional(),
  step: z.string().max(60).optional(),
  code: z.string().max(100).optional(),
  /** An order number or a SKU, exactly. */
  subject: z.string().max(100).optional(),
  /** Part of subject, code or values; not of the sentence, which is made when it is read. */
  text: z.string().min(1).max(100).optional(),
  from: z.coerce.number().pipe(instantSchema).optional(),
  to: z.coerce.number().pipe(instantSchema).optional(),
}

const dayMs = 86_400_000

/** What ran, and what it said. */
export function runRoutes(app: Api, { kontor }: ApiParts): void {
  const { db } = kontor.state

  app.get(
    '/api/runs',
    {
      schema: {
        summary: 'Runs, newest first',
        tags: ['runs'],
        querystring: z.strictObject({
          ...pageQuery,
          mall: mallIdSchema.optional(),
          job: jobIdSchema.optional(),
          state: z.enum(['running', 'done', 'failed', 'stopped', 'died']).optional(),
        }),
        response: { 200: pageSchema(runSchema) },
      },
    },
    async request => {
      const { mall, job, state, limit, cursor } = request.query
      const malls = mallsOf(request, mall)
      const { rows, next } = await listRuns(
        db,
        { malls, job: job === undefined ? undefined : jobNameOf(job), state },
        { limit, before: readCursor(cursor, runKeySchema) },
      )
      return { items: rows.map(run => runView(run, request.language)), next: next ? cursorOf(next) : null }
    },
  )

  app.get(
    '/api/runs/:id',
    {
      schema: {
        summary: 'One run with its steps',
        tags: ['runs'],
        params: z.strictObject({ id: runIdSchema }),
        response: { 200: runSchema },
      },
    },
    async request => {
      const run = await findRun(db, request.params.id)
      if (!run || !maySee(callerOf(request), run.mall)) throw notFound()
      return runView(run, request.language)
    },
  )

  app.get(
    '/api/logs',
    {
      schema: {
        summary: 'Lines of the logs, newest first',
        description: 'A page may be short and still have a next one: a rare word is looked for in pages.',
        tags: ['logs'],
        querystring: z.strictObject({ ...pageQuery, ...logFilterQuery }),
        response: { 200: pageSchema(logLineSchema) },
      },
    },
    async request => {
      const { limit, cursor, mall, job, ...filter } = request.query
      const { rows, next } = await listLogLines(
        db,
        { ...filter, malls: mallsOf(request, mall), job: job === undefined ? undefined : jobNameOf(job) },
        { limit, before: readCursor(cursor, lineKeySchema) },
      )
      return { items: rows.map(line => logLineView(line, request.language)), next: next ? cursorOf(next) : null }
    },
  )

  app.get(
    '/api/logs/stats',
    {
      schema: {
        summary: 'How many lines of which level, by step, day and job',
        description: 'The last seven days unless told. Whole hours.',
        tags: ['logs'],
        querystring: z.strictObject({
          mall: mallIdSchema.optional(),
          job: jobIdSchema.optional(),
          from: logFilterQuery.from,
          to: logFilterQuery.to,
        }),
        response: { 200: logStatsSchema },
      },
    },
    async request => {
      const { mall, job, to = kontor.clock.now(), from = to - 7 * dayMs } = request.query
      const filter = { malls: mallsOf(request, mall), job: job === undefined ? undefined : jobNameOf(job), from, to }
      return statsView(await logStats(db, filter, kontor.config.timeZone))
    },
  )
}

/** `sync_orders.main.full` in its parts; the schema has checked its form. */
export function jobNameOf(id: string): JobName {
  const [flow = '', mall = '', mode] = id.split('.')
  return { flow, mall, mode: mode === 'quick' ? 'quick' : 'full' }
}

/** Lines of an older Kontor whose run is gone have no job. */
const statsView = ({ from, to, total, steps, days, jobs }: LogStats): z.input<typeof logStatsSchema> => ({
  from,
  to,
  total,
  steps: [...steps],
  days: [...days],
  jobs: jobs.map(({ job, counts }) => ({ job: job.flow === '' ? null : jobIdOf(job), counts })),
})
