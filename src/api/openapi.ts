import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod'
import { accessTable } from './access-table.ts'
import type { Api } from './api.ts'
import { problemSchema } from './contract/problem-contract.ts'

/** OpenAPI 3.1 of everything there is, made from the same schemas that check it: `/api/openapi.json`, readable at `/api/docs`. */
export async function describeApi(app: Api): Promise<void> {
  app.addHook('onRoute', route => {
    // Every endpoint may refuse; the document says so for each.
    if (route.schema && route.schema.hide !== true)
      route.schema.response = { '4xx': problemSchema, '5xx': problemSchema, ...objectOf(route.schema.response) }
  })
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Kontor',
        description:
          'Between TEMU and JTL-Wawi. Money is integer cents, instants are milliseconds UTC, ids are text. Refusals are problem documents (RFC 9457).',
        version: '1',
      },
      components: {
        securitySchemes: {
          session: { type: 'apiKey', in: 'cookie', name: '__Host-kontor' },
          key: { type: 'http', scheme: 'bearer', description: 'An API key: kontor_…' },
        },
      },
    },
    transform: input => {
      const made = jsonSchemaTransform(input)
      const access = accessTable[`${[input.route.method].flat()[0]} ${input.route.url}`]
      if (made.schema && access && access.role !== 'public') {
        made.schema.security = [{ session: [] }, ...(access.passwordAgain ? [] : [{ key: [] }])]
        made.schema.description = [made.schema.description, `Least role: ${access.role}.`].filter(Boolean).join(' ')
      }
      return made
    },
    transformObject: jsonSchemaTransformObject,
  })
  app.get('/api/openapi.json', { schema: { hide: true } }, async () => app.swagger())
  await app.register(swaggerUi, {
    routePrefix: '/api/docs',
    staticCSP: true,
    theme: { title: 'Kontor' },
  })
}

const objectOf = (value: unknown): object => (typeof value === 'object' && value !== null ? value : {})
