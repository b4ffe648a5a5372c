import { z } from 'zod'
import { roles } from '../../people/index.ts'
import { instantSchema, mallIdSchema } from './page-contract.ts'

const roleSchema = z.enum(roles)
const mallsSchema = z.union([z.literal('all'), z.array(mallIdSchema).max(1000)])

const callerSchema = z.strictObject({
  kind: z.enum(['person', 'key']),
  id: z.string(),
  name: z.string(),
  role: roleSchema,
  malls: mallsSchema,
  /** The password was given within the last ten minutes. */
  isFresh: z.boolean(),
})

export const sessionSchema = z
  .strictObject({
    /** Nobody has an account yet: the link that `kontor start` printed makes the first one. */
    isNew: z.boolean(),
    caller: callerSchema.nullable(),
    at: instantSchema,
    timeZone: z.string(),
    language: z.enum(['de', 'en']),
    version: z.string(),
    /** A simulated shop: nothing here is real. */
    isSandbox: z.boolean(),
  })
  .meta({ id: 'Session' })

export const personSchema = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    email: z.string(),
    role: roleSchema,
    malls: mallsSchema,
    isBlocked: z.boolean(),
    hasSecondFactor: z.boolean(),
    lastLoginAt: instantSchema.nullable(),
    passwordSetAt: instantSchema.nullable(),
  })
  .meta({ id: 'Person' })

export const linkSchema = z
  .strictObject({
    /** What follows Kontor's address; shown once. */
    path: z.string(),
    expiresAt: instantSchema,
  })
  .meta({ id: 'OneTimeLink' })

export const redeemSchema = z.strictObject({
  token: z.string().min(10).max(200),
  name: z.string().max(100).default(''),
  email: z.string().max(254).default(''),
  password: z.string().min(1).max(200),
})

export const rightsSchema = z.strictObject({ role: roleSchema, malls: mallsSchema })

export const openSessionSchema = z
  .strictObject({
    id: z.string(),
    begunAt: instantSchema,
    usedAt: instantSchema,
    address: z.string().nullable(),
    agent: z.string().nullable(),
    isThisOne: z.boolean(),
  })
  .meta({ id: 'OpenSession' })

export const apiKeySchema = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    role: roleSchema,
    malls: mallsSchema,
    personId: z.string(),
    createdAt: instantSchema,
    expiresAt: instantSchema,
    lastUsedAt: instantSchema.nullable(),
    revokedAt: instantSchema.nullable(),
  })
  .meta({ id: 'ApiKey' })

export const newKeySchema = z.strictObject({
  name: z.string().min(1).max(100),
  role: roleSchema,
  malls: mallsSchema,
  expiresAt: instantSchema,
})

export const deedSchema = z
  .strictObject({
    id: z.int(),
    at: instantSchema,
    /** null: nobody was signed in. */
    who: z
      .strictObject({
        kind: z.enum(['person', 'key', 'host']),
        id: z.string(),
        name: z.string().nullable(),
        role: roleSchema.nullable(),
      })
      .nullable(),
    what: z.string(),
    object: z.string(),
    mall: z.string().nullable(),
    before: z.unknown(),
    after: z.unknown(),
    address: z.string().nullable(),
    requestId: z.string().nullable(),
  })
  .meta({ id: 'Deed' })
