import { z } from 'zod'
import {
  addMall,
  changeMall,
  checkAccount,
  describeSecrets,
  listMalls,
  type Mall,
  mallById,
  replaceToken,
  setMallEnabled,
} from '../accounts/index.ts'
import { codeText } from '../code-text.ts'
import { pausedSides, resumeSide } from '../engine/index.ts'
import { ConnectorError, type MallId, Secret } from '../lib/index.ts'
import { regionGateways } from '../temu/index.ts'
import type { Language } from '../texts/index.ts'
import type { Api, ApiParts } from './api.ts'
import { demandAllMalls, mallOf, mallsOf } from './caller.ts'
import {
  type MallCheckView,
  type MallDetailView,
  mallChangeSchema,
  mallCheckSchema,
  mallDetailSchema,
  mallIdParams,
  mallSchema,
  newMallSchema,
  newTokenSchema,
} from './contract/mall-contract.ts'
import { mallView, warningView } from './mall-view.ts'
import { conflict, wrongFields } from './problem.ts'

const tags = ['malls']

/** TEMU stores: their settings, their secrets (write only), whether they work. */
export function mallRoutes(app: Api, { kontor }: ApiParts): void {
  const { state, clock } = kontor

  const detail = async (id: MallId, language: Language): Promise<MallDetailView> => {
    const mall = await mallById(state.db, id)
    return {
      ...mallView(mall, await pausedSides(state.db, id), clock.now(), language),
      settings: mall.settings,
      secrets: await describeSecrets(state, id),
    }
  }

  app.get(
    '/api/malls',
    {
      schema: {
        summary: 'The stores and how they are',
        tags,
        response: { 200: z.strictObject({ malls: z.array(mallSchema) }) },
      },
    },
    async request => {
      const seen = mallsOf(request)
      const paused = await pausedSides(state.db)
      const malls = (await listMalls(state.db)).filter(mall => seen?.includes(mall.id) ?? true)
      return { malls: malls.map(mall => mallView(mall, paused, clock.now(), request.language)) }
    },
  )

  app.post(
    '/api/malls',
    {
      schema: {
        summary: 'Add a store',
        description: 'The secrets are sealed before they reach the disk and never shown again. Check it afterwards.',
        tags,
        body: newMallSchema,
        response: { 201: mallDetailSchema },
      },
    },
    async (request, reply) => {
      demandAllMalls(request)
      const { appSecret, accessToken, region, ...rest } = request.body
      const result = await addMall(state, clock, {
        ...rest,
        endpoint: regionGateways[region],
        appSecret: new Secret(appSecret),
        accessToken: new Secret(accessToken),
      })
      if (result.kind === 'exists') throw conflict('api.mall-exists', { mall: rest.id })
      if (result.kind === 'wrong') throw wrongFields([{ path: 'body.id', problem: result.problem }])
      const secrets = await describeSecrets(state, result.mall.id)
      request.deedNote = { object: rest.id, mall: rest.id, after: { title: rest.title, region, secrets } }
      reply.code(201)
      return detail(result.mall.id, request.language)
    },
  )

  app.get(
    '/api/malls/:mall',
    {
      schema: {
        summary: 'One store with every setting',
        tags,
        params: mallIdParams,
        response: { 200: mallDetailSchema },
      },
    },
    async request => detail(mallOf(request, request.params.mall), request.language),
  )

  app.patch(
    '/api/malls/:mall',
    {
      schema: {
        summary: 'Change title or settings, all or nothing',
        tags,
        params: mallIdParams,
        body: mallChangeSchema,
        response: { 200: mallDetailSchema },
      },
    },
    async request => {
      const id = mallOf(request, request.params.mall)
      const before = await mallById(state.db, id)
      const result = await changeMall(state, clock, id, request.body)
      if (result.kind === 'wrong')
        throw wrongFields(
          result.problems.map(({ path, problem }) => ({
            path: `body.settings.${path}`,
            problem: problem.slice(0, 200),
          })),
        )
      request.deedNote = {
        object: id,
        mall: id,
        before: chosen(before, request.body),
        after: chosen(await mallById(state.db, id), request.body),
      }
      return detail(id, request.language)
    },
  )

  for (const [word, isEnabled] of [
    ['pause', false],
    ['resume', true],
  ] as const)
    app.post(
      `/api/malls/:mall/${word}`,
      {
        schema: {
          summary: isEnabled ? 'Let flows run for the store again' : 'Run no flow for the store until it is resumed',
          tags,
          params: mallIdParams,
          response: { 200: mallDetailSchema },
        },
      },
      async request => {
        const id = mallOf(request, request.params.mall)
        const before = await mallById(state.db, id)
        await setMallEnabled(state, clock, id, isEnabled)
        request.deedNote = { object: id, mall: id, before: { isEnabled: before.isEnabled }, after: { isEnabled } }
        return detail(id, request.language)
      },
    )

  app.put(
    '/api/malls/:mall/token',
    {
      schema: {
        summary: 'A new token after re-authorising, and the app secret if it changed',
        description: 'Never shown again. What was known of the old token is forgotten; check the store afterwards.',
        tags,
        params: mallIdParams,
        body: newTokenSchema,
        response: { 200: mallDetailSchema },
      },
    },
    async request => {
      const id = mallOf(request, request.params.mall)
      const { accessToken, appSecret } = request.body
      await mallById(state.db, id)
      const before = await describeSecrets(state, id)
      await replaceToken(state, clock, id, {
        accessToken: new Secret(accessToken),
        ...(appSecret === undefined ? {} : { appSecret: new Secret(appSecret) }),
      })
      request.deedNote = { object: id, mall: id, before, after: await describeSecrets(state, id) }
      return detail(id, request.language)
    },
  )

  app.post(
    '/api/malls/:mall/check',
    {
      schema: {
        summary: 'Ask TEMU about key, token, rights and clock',
        description: 'One call. When all is right, a paused TEMU side goes on in the next run.',
        tags,
        params: mallIdParams,
        response: { 200: mallCheckSchema },
      },
    },
    async request => {
      const id = mallOf(request, request.params.mall)
      const mall = await mallById(state.db, id)
      const result = await checked(kontor, mall, request.language, request.signal)
      if (result.ok) await state.transaction(tx => resumeSide(tx, id, 'temu'))
      request.deedNote = { object: id, mall: id, after: { ok: result.ok, code: result.fault?.code ?? null } }
      return result
    },
  )
}

async function checked(
  kontor: ApiParts['kontor'],
  mall: Mall,
  language: Language,
  signal: AbortSignal,
): Promise<MallCheckView> {
  const { state, clock } = kontor
  const known = { tokenExpiresAt: mall.tokenExpiresAt, regionId: mall.regionId, temuMallId: mall.temuMallId }
  try {
    const temu = await kontor.temuOf(mall.id)
    const { mall: kept, warnings } = await checkAccount({ state, clock, temu, mall }, signal)
    const views = warnings.map(warning => warningView(warning, language))
    return {
      ok: !views.some(view => view.isRequired),
      at: clock.now(),
      tokenExpiresAt: kept.tokenExpiresAt,
      regionId: kept.regionId,
      temuMallId: kept.temuMallId,
      clockOffsetMs: rounded(temu.clockOffsetMs()),
      warnings: views,
      fault: null,
    }
  } catch (error) {
    // What is wrong with the account is the answer, not a failure of the question.
    if (!(error instanceof ConnectorError)) throw error
    const { title, cure } = codeText(error.code, language, error.params)
    const fault = { code: error.code, title, cure: cure ?? null }
    return { ok: false, at: clock.now(), ...known, clockOffsetMs: null, warnings: [], fault }
  }
}

/** The values a change is about, for the trail. */
function chosen(mall: Mall, { title, settings }: z.infer<typeof mallChangeSchema>): Readonly<Record<string, unknown>> {
  const values = Object.keys(settings ?? {}).map(path => [path, valueAt(mall.settings, path)] as const)
  return { ...(title === undefined ? {} : { title: mall.title }), ...Object.fromEntries(values) }
}

function valueAt(settings: Mall['settings'], path: string): unknown {
  let at: unknown = settings
  for (const name of path.split('.'))
    at = typeof at === 'object' && at !== null ? Object.entries(at).find(([each]) => each === name)?.[1] : undefined
  return at
}

const rounded = (ms: number | null): number | null => (ms === null ? null : Math.round(ms))
