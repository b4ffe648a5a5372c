import { Readable } from 'node:stream'
import { z } from 'zod'
import { cleanLog, exportLog } from '../runs/index.ts'
import type { Api, ApiParts } from './api.ts'
import { callerOf, demandAllMalls, mallsOf } from './caller.ts'
import { mallIdSchema } from './contract/page-contract.ts'
import { logLineView } from './contract/run-contract.ts'
import { conflict } from './problem.ts'
import { jobNameOf, logFilterQuery } from './run-routes.ts'

const dayMs = 86_400_000
const types = {
  json: 'application/json; charset=utf-8',
  jsonl: 'application/x-ndjson; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
} as const

/** Whole logs: out as a file, and away when they are old. */
export function logRoutes(app: Api, { kontor }: ApiParts): void {
  const { state, clock } = kontor
  const exporting = new Set<string>()

  app.get(
    '/api/logs/export',
    {
      schema: {
        summary: 'The lines of a filter as a file, newest first',
        description: 'Streamed. One export at a time for each person or key.',
        tags: ['logs'],
        querystring: z.strictObject({ ...logFilterQuery, format: z.enum(['json', 'jsonl', 'csv']).default('json') }),
        produces: Object.values(types),
        response: { 200: z.any().meta({ description: 'The file.' }) },
      },
    },
    async (request, reply) => {
      const { format, mall, job, ...filter } = request.query
      const malls = mallsOf(request, mall)
      const { id } = callerOf(request)
      if (exporting.has(id)) throw conflict('api.export-runs')
      exporting.add(id)
      const pieces = exportLog(
        state.db,
        { ...filter, malls, job: job === undefined ? undefined : jobNameOf(job) },
        format,
        line => logLineView(line, request.language),
      )
      const stream = Readable.from(pieces)
      // Also when the reader went away in the middle.
      stream.once('close', () => exporting.delete(id))
      return reply
        .type(types[format])
        .header(
          'content-disposition',
          `attachment; filename="kontor-log-${new Date(clock.now()).toISOString().slice(0, 10)}.${format}"`,
        )
        .send(stream)
    },
  )

  app.post(
    '/api/logs/cleanup',
    {
      schema: {
        summary: 'Forget lines, events and runs that are older than so many days',
        tags: ['logs'],
        body: z.strictObject({ olderThanDays: z.int().min(1).max(3650), mall: mallIdSchema.optional() }),
        response: { 200: z.strictObject({ lines: z.int(), events: z.int(), runs: z.int() }) },
      },
    },
    async request => {
      const { olderThanDays, mall } = request.body
      if (mall === undefined) demandAllMalls(request)
      const [only] = mallsOf(request, mall) ?? []
      const before = clock.now() - olderThanDays * dayMs
      const cleaned = await cleanLog(work => state.transaction(work), {
        before,
        ...(only === undefined ? {} : { mall: only }),
      })
      request.deedNote = {
        object: 'logs',
        ...(only === undefined ? {} : { mall: only }),
        after: { olderThanDays, ...cleaned },
      }
      return cleaned
    },
  )
}
