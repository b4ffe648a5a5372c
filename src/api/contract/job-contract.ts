import { z } from 'zod'
import type { JobView } from '../../jobs/index.ts'
import { instantSchema, mallIdSchema } from './page-contract.ts'
import { jobIdSchema } from './run-contract.ts'

const problemSchema = z.strictObject({
  code: z.string(),
  title: z.string(),
  cure: z.string().nullable(),
})

export const jobSchema = z
  .strictObject({
    id: jobIdSchema,
    flow: z.string(),
    /** In the reader's language: „Bestellungen abgleichen“. */
    title: z.string(),
    mall: mallIdSchema,
    mode: z.enum(['full', 'quick']),
    enabled: z.boolean(),
    /** Seconds between runs (`300`) or a cron expression of five fields (`0 3 * * *`). */
    schedule: z.string(),
    timeZone: z.string(),
    timeoutSeconds: z.int(),
    steps: z.array(z.strictObject({ number: z.int(), name: z.string(), title: z.string() })),
    lastRun: z
      .strictObject({
        id: z.string(),
        state: z.enum(['running', 'done', 'failed', 'stopped', 'died']),
        startedAt: instantSchema,
        finishedAt: instantSchema.nullable(),
      })
      .nullable(),
    nextAt: instantSchema.nullable(),
    /** Why it is off although nobody switched it off. */
    problem: problemSchema.nullable(),
    isRunning: z.boolean(),
    /** Somebody asked for a run that has not begun yet. */
    isAsked: z.boolean(),
    changedBy: z.string().nullable(),
    changedAt: instantSchema.nullable(),
  })
  .meta({ id: 'Job' })
export type JobAnswer = z.infer<typeof jobSchema>

export const runNowSchema = z.strictObject({
  mode: z.enum(['full', 'quick']).optional(),
  /** One numbered step alone. */
  step: z.int().min(1).max(9).optional(),
})

export const runNowAnswerSchema = z
  .strictObject({
    /** `merged`: a run of this flow already waits or runs, and this wish is part of it. */
    kind: z.enum(['asked', 'merged']),
    mode: z.enum(['full', 'quick']),
    /** The wish that waits; null: a run under way does it. */
    askId: z.string().nullable(),
    /** The run under way that does it; null: it has not begun. */
    runId: z.string().nullable(),
  })
  .meta({ id: 'RunNowAnswer' })

export const scheduleSchema = z.strictObject({
  schedule: z.string().min(1).max(100).optional(),
  /** Empty: the zone of the settings. */
  timeZone: z.string().max(60).optional(),
  timeoutSeconds: z.int().min(10).max(86_400).optional(),
})

/** What of a job's view is a sentence is made outside: its title, its steps and its problem. */
export type JobWords = Pick<JobAnswer, 'title' | 'steps' | 'problem'>

export const jobAnswer = (job: JobView, words: JobWords): JobAnswer => ({
  id: job.id,
  flow: job.flow,
  title: words.title,
  mall: job.mall,
  mode: job.mode,
  enabled: job.enabled,
  schedule: job.schedule,
  timeZone: job.timeZone,
  timeoutSeconds: job.timeoutSeconds,
  steps: words.steps,
  lastRun: job.lastRun,
  nextAt: job.nextAt,
  problem: words.problem,
  isRunning: job.isRunning,
  isAsked: job.asked,
  changedBy: job.changedBy,
  changedAt: job.changedAt,
})
