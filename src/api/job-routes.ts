import { z } from 'zod'
import { codeText } from '../code-text.ts'
import { type FlowName, flows } from '../flows.ts'
import type { JobProblem, JobView } from '../jobs/index.ts'
import type { Language } from '../texts/index.ts'
import type { Api, ApiParts } from './api.ts'
import { callerOf, mallsOf, maySee } from './caller.ts'
import {
  type JobAnswer,
  jobAnswer,
  jobSchema,
  runNowAnswerSchema,
  runNowSchema,
  scheduleSchema,
} from './contract/job-contract.ts'
import { mallIdSchema } from './contract/page-contract.ts'
import { jobIdSchema } from './contract/run-contract.ts'
import { conflict, notFound, ProblemError } from './problem.ts'

const tags = ['jobs']
const params = z.strictObject({ id: jobIdSchema })

/** Schedules: what runs when, and asking for a run now. */
export function jobRoutes(app: Api, { jobs }: ApiParts): void {
  /** Another mall's job is as if it were not there. */
  const find = async (request: Parameters<typeof callerOf>[0], id: string): Promise<JobView> => {
    const job = await jobs.get(id)
    if (!job || !maySee(callerOf(request), job.mall)) throw notFound()
    return job
  }

  app.get(
    '/api/jobs',
    {
      schema: {
        summary: 'All jobs with their schedules, last and next runs',
        tags,
        querystring: z.strictObject({ mall: mallIdSchema.optional() }),
        response: { 200: z.strictObject({ jobs: z.array(jobSchema) }) },
      },
    },
    async request => {
      const malls = mallsOf(request, request.query.mall)
      const all = await jobs.list()
      const seen = malls === undefined ? all : all.filter(job => malls.includes(job.mall))
      return { jobs: seen.map(job => answerOf(job, request.language)) }
    },
  )

  app.get(
    '/api/jobs/:id',
    { schema: { summary: 'One job', tags, params, response: { 200: jobSchema } } },
    async request => answerOf(await find(request, request.params.id), request.language),
  )

  app.post(
    '/api/jobs/:id/run-now',
    {
      schema: {
        summary: 'Ask for a run now',
        description: 'A second wish while one waits or runs is merged into it; `full` wins over `quick`.',
        tags,
        params,
        body: runNowSchema,
        response: { 202: runNowAnswerSchema },
      },
    },
    async (request, reply) => {
      const job = await find(request, request.params.id)
      const { mode, step } = request.body
      const answer = await jobs.runNow({
        id: job.id,
        by: callerOf(request).name,
        ...(mode === undefined ? {} : { mode }),
        ...(step === undefined ? {} : { only: step }),
      })
      request.deedNote = { object: job.id, mall: job.mall, after: request.body }
      switch (answer.kind) {
        case 'asked':
        case 'merged':
          return reply.code(202).send({
            kind: answer.kind,
            mode: answer.mode,
            askId: 'askId' in answer ? answer.askId : null,
            runId: 'runId' in answer ? answer.runId : null,
          })
        case 'unknown-job':
          throw notFound()
        case 'mall-disabled':
          throw conflict('api.mall-paused', { mall: job.mall })
        case 'unknown-step':
          throw new ProblemError(422, 'api.invalid', {
            fields: [{ path: 'body.step', problem: `must be one of ${answer.steps.join(', ')}` }],
          })
      }
    },
  )

  app.put(
    '/api/jobs/:id/schedule',
    {
      schema: {
        summary: 'When a job runs, in which time zone, and how long it may take',
        tags,
        params,
        body: scheduleSchema,
        response: { 200: jobSchema },
      },
    },
    async request => {
      const before = await find(request, request.params.id)
      const { schedule, timeZone, timeoutSeconds } = request.body
      const answer = await jobs.setSchedule(
        before.id,
        {
          ...(schedule === undefined ? {} : { schedule }),
          ...(timeZone === undefined ? {} : { timeZone }),
          ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
        },
        callerOf(request).name,
      )
      if (answer.kind === 'unknown-job') throw notFound()
      if (answer.kind === 'wrong') throw new ProblemError(422, answer.problem.code, { params: answer.problem.params })
      const { schedule: old, timeZone: oldZone, timeoutSeconds: oldTimeout } = before
      request.deedNote = {
        object: before.id,
        mall: before.mall,
        before: { schedule: old, timeZone: oldZone, timeoutSeconds: oldTimeout },
        after: request.body,
      }
      return answerOf(answer.job, request.language)
    },
  )

  app.post(
    '/api/jobs/:id/toggle',
    {
      schema: {
        summary: 'Switch a job on or off',
        tags,
        params,
        body: z.strictObject({ enabled: z.boolean() }),
        response: { 200: jobSchema },
      },
    },
    async request => {
      const before = await find(request, request.params.id)
      const answer = await jobs.setEnabled(before.id, request.body.enabled, callerOf(request).name)
      if (answer.kind === 'unknown-job') throw notFound()
      if (answer.kind === 'wrong') throw new ProblemError(422, answer.problem.code, { params: answer.problem.params })
      request.deedNote = {
        object: before.id,
        mall: before.mall,
        before: { enabled: before.enabled },
        after: { enabled: answer.job.enabled },
      }
      return answerOf(answer.job, request.language)
    },
  )
}

function answerOf(job: JobView, language: Language): JobAnswer {
  const flow = flows[job.flow as FlowName] // jobs show known flows only
  return jobAnswer(job, {
    title: flow.title[language],
    steps: flow.stages.map(({ number, name, title }) => ({ number, name, title: title[language] })),
    problem: job.problem && problemText(job.problem, language),
  })
}

function problemText({ code, params: values }: JobProblem, language: Language): NonNullable<JobAnswer['problem']> {
  const { title, cure } = codeText(code, language, values)
  return { code, title, cure: cure ?? null }
}
