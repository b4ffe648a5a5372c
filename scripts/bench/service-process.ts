import { join } from 'node:path'
import { addMall } from '../../src/accounts/index.ts'
import { openService, type Service } from '../../src/api/index.ts'
import { jobsOf } from '../../src/cli/index.ts'
import { compose, type Kontor } from '../../src/compose.ts'
import { configFrom } from '../../src/config.ts'
import { Secret } from '../../src/lib/index.ts'
import { createApiKey, makeSetupLink, redeemLink } from '../../src/people/index.ts'
import { newLine, newRow } from '../../test/support/order-rows-for-tests.ts'
import { serveParent } from './child.ts'
import { peakMb } from './measure.ts'

// The service over a state that was filled for years, in a process of its own.

interface Opening {
  readonly dir: string
  readonly orders: number
}

export interface OpenedService {
  readonly url: string
  readonly key: string
  /** A number in the middle of the list. */
  readonly someOrder: string
}

let kontor: Kontor | undefined
let service: Service | undefined

serveParent(
  { open: input => open(input as Opening), memory: () => peakMb() }, // the parent is bench-api.ts
  async () => {
    await service?.[Symbol.asyncDispose]()
    await kontor?.[Symbol.asyncDispose]()
  },
)

async function open({ dir, orders }: Opening): Promise<OpenedService> {
  kontor = await compose(
    configFrom({ KONTOR_DATA_DIR: join(dir, 'data'), KONTOR_CONFIG_DIR: join(dir, 'config'), KONTOR_PORT: '0' }),
  )
  const { state, clock, random } = kontor
  await addMall(state, clock, {
    id: 'main',
    title: 'main',
    endpoint: 'http://127.0.0.1:1/openapi/router',
    appKey: 'key',
    appSecret: new Secret('secret'),
    accessToken: new Secret('token'),
  })
  await fill(kontor, orders)
  const desk = { state, clock, random, revoked: () => {} }
  const link = await makeSetupLink(desk)
  if (link.kind === 'refused') throw new Error(link.code)
  const person = { name: 'Bench', email: 'bench@example.com', password: 'Gurkensalat-mit-Dill-7' }
  const redeemed = await redeemLink(desk, link.token, person)
  if (redeemed.kind === 'refused') throw new Error(redeemed.code)
  const maker = { kind: 'person', id: redeemed.personId, role: 'admin', malls: 'all' } as const
  const wanted = { name: 'bench', role: 'viewer', malls: 'all', expiresAt: clock.now() + 86_400_000 } as const
  const key = await createApiKey(desk, maker, wanted)
  if (key.kind === 'refused') throw new Error(key.code)
  service = await openService({
    kontor,
    jobs: jobsOf(kontor),
    version: 'bench',
    isSandbox: false,
    requestsPerMinute: 1e9,
  })
  return { url: service.url, key: key.key, someOrder: orderId(Math.floor(orders / 2)) }
}

const orderId = (n: number): string => `PO-076-${String(10_000_000_000_000 + n)}`
const states = ['delivered', 'delivered', 'delivered', 'delivered', 'shipped', 'in-jtl', 'due', 'cancelled'] as const

/** One order a minute, back from now; what is old is delivered, and a handful waits for a person. */
async function fill({ state, clock }: Kontor, orders: number): Promise<void> {
  const now = clock.now()
  const atOnce = 500
  for (let from = 0; from < orders; from += atOnce) {
    const numbers = Array.from({ length: Math.min(atOnce, orders - from) }, (_, at) => from + at)
    await state.transaction(async tx => {
      const rows = numbers.map(n => {
        const at = now - n * 60_000
        return newRow({
          order_id: orderId(n),
          state: n < 2000 && n % 50 === 0 ? 'held' : (states[n < 5000 ? n % states.length : 0] ?? 'delivered'),
          ordered_at: at,
          ship_by: at + 172_800_000,
          temu_updated_at: at,
          jtl_order_key: n,
          jtl_order_no: `AU-${n}`,
          created_at: at,
          updated_at: at,
        })
      })
      await tx.insertInto('orders').values(rows).execute()
      const lines = numbers.map(n => newLine({ line_id: `076-${n}`, order_id: orderId(n) }))
      await tx.insertInto('order_line').values(lines).execute()
    })
  }
  await state.checkpoint()
}
