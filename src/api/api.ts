import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { Kontor } from '../compose.ts'
import type { Jobs } from '../jobs/index.ts'
import type { Caller, People } from '../people/index.ts'
import type { RunFeed } from '../runs/index.ts'
import type { Language } from '../texts/index.ts'
import type { Access } from './access.ts'

/** Everything the service's endpoints work with. */
export interface ApiParts {
  readonly kontor: Kontor
  readonly people: People
  readonly jobs: Jobs
  readonly feed: RunFeed
  /** Of this program, as package.json has it. */
  readonly version: string
  /** From one address; 3000 when absent. */
  readonly requestsPerMinute?: number
  /** A simulated shop. */
  readonly isSandbox: boolean
}

/** Fastify, typed by the zod schemas of each route. */
export type Api = FastifyInstance<RawServerDefault, IncomingMessage, ServerResponse, FastifyBaseLogger, ZodTypeProvider>

/** What an endpoint changed, for the audit trail. Values are small and hold neither secrets nor personal data. */
export interface DeedNote {
  readonly object: string
  readonly mall?: string
  readonly before?: NonNullable<unknown> | undefined
  readonly after?: NonNullable<unknown> | undefined
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; undefined on public endpoints. */
    caller: Caller | undefined
    language: Language
    access: Access | undefined
    /** Filled by the endpoint; without it the trail names the address alone. */
    deedNote: DeedNote | undefined
  }
}
