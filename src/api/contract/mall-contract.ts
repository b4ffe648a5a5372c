import { z } from 'zod'
import { mallSettingsSchema } from '../../accounts/index.ts'
import { pausedSideSchema } from './held-contract.ts'
import { mallIdSchema } from './page-contract.ts'

const warningSchema = z.strictObject({
  code: z.string(),
  /** The API that is not granted. */
  api: z.string().nullable(),
  isRequired: z.boolean(),
  title: z.string(),
  cure: z.string().nullable(),
})

/** A secret is never shown: since when it is set, and four digits of its hash to tell two apart. */
const secretStateSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('set'), lastFour: z.string(), since: z.int() }),
  z.strictObject({ kind: z.literal('missing') }),
  z.strictObject({ kind: z.literal('key-lost') }),
])

export const mallSchema = z
  .strictObject({
    id: mallIdSchema,
    title: z.string(),
    endpoint: z.string(),
    appKey: z.string(),
    temuMallId: z.string().nullable(),
    regionId: z.int().nullable(),
    isEnabled: z.boolean(),
    tokenExpiresAt: z.int().nullable(),
    checkedAt: z.int().nullable(),
    createdAt: z.int(),
    warnings: z.array(warningSchema),
    paused: z.array(pausedSideSchema),
  })
  .meta({ id: 'Mall' })
export type MallView = z.infer<typeof mallSchema>

export const mallDetailSchema = mallSchema
  .safeExtend({
    settings: mallSettingsSchema,
    secrets: z.strictObject({ appSecret: secretStateSchema, accessToken: secretStateSchema }),
  })
  .meta({ id: 'MallDetail' })
export type MallDetailView = z.infer<typeof mallDetailSchema>

const secretText = z
  .string()
  .trim()
  .min(1)
  .max(4096)
  .regex(/^[\x21-\x7e]+$/, 'holds blanks or letters that no secret of TEMU has')

export const mallIdParams = z.strictObject({ mall: mallIdSchema })

export const newMallSchema = z
  .strictObject({
    id: mallIdSchema,
    title: z.string().trim().max(100).default(''),
    appKey: z.string().trim().min(1).max(200),
    appSecret: secretText,
    accessToken: secretText,
    region: z.enum(['eu', 'us', 'global']).default('eu'),
  })
  .meta({ id: 'NewMall' })

export const newTokenSchema = z
  .strictObject({ accessToken: secretText, appSecret: secretText.optional() })
  .meta({ id: 'NewToken' })

/** `settings` by dotted path, as `jtl.shippingMethod`; all or nothing. */
export const mallChangeSchema = z
  .strictObject({
    title: z.string().trim().min(1).max(100).optional(),
    settings: z
      .record(z.string().max(100), z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.number())]))
      .optional(),
  })
  .meta({ id: 'MallChange' })

/** What TEMU said about key, token, rights and clock. `fault`: the call failed, and why. */
export const mallCheckSchema = z
  .strictObject({
    ok: z.boolean(),
    at: z.int(),
    tokenExpiresAt: z.int().nullable(),
    regionId: z.int().nullable(),
    temuMallId: z.string().nullable(),
    /** This machine's clock against TEMU's; from 300,000 on TEMU refuses every call. */
    clockOffsetMs: z.int().nullable(),
    warnings: z.array(warningSchema),
    fault: z.strictObject({ code: z.string(), title: z.string(), cure: z.string().nullable() }).nullable(),
  })
  .meta({ id: 'MallCheck' })
export type MallCheckView = z.infer<typeof mallCheckSchema>
