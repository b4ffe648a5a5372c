import { z } from 'zod'
import { codeText } from '../../code-text.ts'
import { assertNever } from '../../lib/index.ts'
import { type LogLine, logLevels, type Progress, type Run, type RunEventEntry } from '../../runs/index.ts'
import { type Language, label } from '../../texts/index.ts'
import { instantSchema, mallIdSchema } from './page-contract.ts'

/** The same shapes for REST and WebSocket, made by the same functions. They are the same for every role: nothing in them is personal. */

const modeSchema = z.enum(['full', 'quick'])
export const runIdSchema = z.string().regex(/^[\w-]{1,64}$/)
/** `sync_orders.main.full` */
export const jobIdSchema = z.string().regex(/^[a-z_]{1,40}\.[a-z0-9][a-z0-9-]{0,29}\.(full|quick)$/)
/** Values of a sentence: numbers, codes, order numbers, SKUs. */
const paramsSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))

export const logLevelSchema = z.enum(logLevels)

const stepSchema = z.strictObject({
  name: z.string(),
  title: z.string(),
  state: z.enum(['done', 'failed', 'skipped', 'paused']),
  counts: z.record(z.string(), z.number()),
  /** Why it is not done. */
  code: z.string().nullable(),
  text: z.string().nullable(),
  cure: z.string().nullable(),
})

export const progressSchema = z.strictObject({
  runId: runIdSchema,
  job: jobIdSchema,
  mall: mallIdSchema,
  step: z.string(),
  title: z.string(),
  done: z.number(),
  total: z.number().nullable(),
  at: instantSchema,
})

export const runSchema = z
  .strictObject({
    id: runIdSchema,
    job: jobIdSchema,
    flow: z.string(),
    mall: mallIdSchema,
    mode: modeSchema,
    state: z.enum(['running', 'done', 'failed', 'stopped', 'died']),
    /** `schedule`, `command`, or who asked. */
    trigger: z.string(),
    startedAt: instantSchema,
    finishedAt: instantSchema.nullable(),
    steps: z.array(stepSchema),
    progress: progressSchema.nullable(),
  })
  .meta({ id: 'Run' })
export type RunView = z.infer<typeof runSchema>

export const logLineSchema = z
  .strictObject({
    id: z.int(),
    runId: runIdSchema,
    /** Null for a line of an older Kontor whose run is gone. */
    job: jobIdSchema.nullable(),
    mall: mallIdSchema,
    at: instantSchema,
    level: logLevelSchema,
    /** Empty for lines of the run itself. */
    step: z.string(),
    /** An order number or a SKU. */
    subject: z.string().nullable(),
    code: z.string(),
    params: paramsSchema,
    /** The sentence of the code, in the reader's language. */
    text: z.string(),
  })
  .meta({ id: 'LogLine' })
export type LogLineView = z.infer<typeof logLineSchema>

const aboutRun = { id: z.int(), job: jobIdSchema, mall: mallIdSchema, at: instantSchema }

export const runEventSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({
      ...aboutRun,
      kind: z.literal('run-asked'),
      runId: z.null(),
      by: z.string(),
      only: z.int().nullable(),
    }),
    z.strictObject({
      ...aboutRun,
      kind: z.literal('run-started'),
      runId: runIdSchema,
      trigger: z.string(),
      steps: z.array(z.strictObject({ name: z.string(), title: z.string() })),
    }),
    z.strictObject({
      ...aboutRun,
      kind: z.literal('step-started'),
      runId: runIdSchema,
      step: z.string(),
      title: z.string(),
    }),
    z.strictObject({ ...aboutRun, kind: z.literal('step-ended'), runId: runIdSchema, step: stepSchema }),
    z.strictObject({
      ...aboutRun,
      kind: z.literal('run-ended'),
      runId: runIdSchema,
      state: z.enum(['done', 'failed', 'stopped', 'died']),
    }),
  ])
  .meta({ id: 'RunEvent' })
export type RunEventView = z.infer<typeof runEventSchema>

const countsSchema = z.strictObject({ debug: z.int(), info: z.int(), warn: z.int(), error: z.int() })
export const logStatsSchema = z
  .strictObject({
    from: instantSchema,
    to: instantSchema,
    total: countsSchema,
    steps: z.array(z.strictObject({ step: z.string(), counts: countsSchema })),
    days: z.array(z.strictObject({ day: z.string(), counts: countsSchema })),
    jobs: z.array(z.strictObject({ job: jobIdSchema.nullable(), counts: countsSchema })),
  })
  .meta({ id: 'LogStats', description: 'Lines by level. Whole hours: from and to as they were widened.' })

interface JobParts {
  readonly flow: string
  readonly mall: string
  readonly mode: 'full' | 'quick'
}

export const jobIdOf = ({ flow, mall, mode }: JobParts): string => `${flow}.${mall}.${mode}`

type StepResult = Run['steps'][number]

function stepView(step: StepResult, language: Language): z.infer<typeof stepSchema> {
  const said = step.code === undefined ? undefined : codeText(step.code, language, step.params)
  return {
    name: step.name,
    title: label('step', step.name, language),
    state: step.state,
    counts: { ...step.counts },
    code: step.code ?? null,
    text: said?.title ?? null,
    cure: said?.cure ?? null,
  }
}

export const progressView = (progress: Progress, language: Language): z.infer<typeof progressSchema> => ({
  runId: progress.runId,
  job: jobIdOf(progress),
  mall: progress.mall,
  step: progress.step,
  title: label('step', progress.step, language),
  done: progress.done,
  total: progress.total,
  at: progress.at,
})

export const runView = (run: Run, language: Language): RunView => ({
  id: run.id,
  job: jobIdOf(run),
  flow: run.flow,
  mall: run.mall,
  mode: run.mode,
  state: run.state,
  trigger: run.trigger,
  startedAt: run.startedAt,
  finishedAt: run.finishedAt,
  steps: run.steps.map(step => stepView(step, language)),
  progress: run.progress && progressView(run.progress, language),
})

export const logLineView = (line: LogLine, language: Language): LogLineView => ({
  id: line.id,
  runId: line.runId,
  job: line.flow === '' ? null : jobIdOf(line),
  mall: line.mall,
  at: line.at,
  level: line.level,
  step: line.step,
  subject: line.subject,
  code: line.code,
  params: { ...line.params },
  text: codeText(line.code, language, { ...line.params, ...(line.subject === null ? {} : { subject: line.subject }) })
    .title,
})

export function runEventView(event: RunEventEntry, language: Language): RunEventView {
  const { id, at, mall, happening } = event
  const about = { id, at, mall, job: jobIdOf(event) }
  if (happening.kind === 'run-asked') {
    const { kind, by, only } = happening
    return { ...about, kind, runId: null, by, only }
  }
  const named = { ...about, runId: event.runId ?? '' }
  const title = (name: string): string => label('step', name, language)
  switch (happening.kind) {
    case 'run-started':
      return {
        ...named,
        kind: happening.kind,
        trigger: happening.trigger,
        steps: happening.steps.map(name => ({ name, title: title(name) })),
      }
    case 'step-started':
      return { ...named, kind: happening.kind, step: happening.step, title: title(happening.step) }
    case 'step-ended':
      return { ...named, kind: happening.kind, step: stepView(happening.result, language) }
    case 'run-ended':
      return { ...named, kind: happening.kind, state: happening.state }
    default:
      return assertNever(happening)
  }
}
