import { z } from 'zod'
import { mallById } from '../accounts/index.ts'
import { type FlowName, flows } from '../flows.ts'
import type { Api, ApiParts } from './api.ts'
import { mallOf } from './caller.ts'
import { mallIdSchema } from './contract/page-contract.ts'
import { previewSchema } from './contract/preview-contract.ts'
import { wrongFields } from './problem.ts'

const flowNames = Object.keys(flows) as [FlowName, ...FlowName[]] // the map is a record of exactly these
const mostShown = 200

/** What a run would send, without sending it. */
export function previewRoutes(app: Api, { kontor }: ApiParts): void {
  app.get(
    '/api/preview/:flow/:mall',
    {
      schema: {
        summary: 'The exact documents and calls a run would send now',
        description: 'Nothing is sent or written. Documents for JTL hold names and addresses, so the look is recorded.',
        tags: ['preview'],
        params: z.strictObject({ flow: z.enum(flowNames), mall: mallIdSchema }),
        querystring: z.strictObject({
          mode: z.enum(['full', 'quick']).default('full'),
          /** One numbered step alone. */
          step: z.coerce.number().int().min(1).max(9).optional(),
        }),
        response: { 200: previewSchema },
      },
    },
    async request => {
      const { id: mall } = await mallById(kontor.state.db, mallOf(request, request.params.mall))
      const { flow } = request.params
      const { mode, step } = request.query
      const steps = flows[flow].stages.map(stage => stage.number)
      if (step !== undefined && !steps.includes(step))
        throw wrongFields([{ path: 'query.step', problem: `${flow} has the steps ${steps.join(', ')}` }])
      request.deedNote = { object: flow, mall, after: { mode, ...(step === undefined ? {} : { step }) } }
      const previews = await kontor.preview(flow, mall, {
        mode,
        signal: request.signal,
        ...(step === undefined ? {} : { only: step }),
      })
      return { total: previews.length, items: previews.slice(0, mostShown).map(each => ({ ...each })) }
    },
  )
}
