import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { runCommand } from '../../src/cli/index.ts'
import { seededRandom, systemClock } from '../../src/lib/index.ts'
import {
  createSimulatedJtl,
  createSimulatedTemu,
  type NewOrder,
  type SimulatedJtl,
  type SimulatedTemu,
} from '../../src/simulator/index.ts'

export const merchantMall = '634418210000001'
export const merchantSkus = { becher: '17590000000001', teller: '17590000000002', fremd: '17590000000003' } as const
const umlauts = { name: 'Jürgen O’Größmann & Söhne <GmbH>', street: 'Straße 7', postCode: '10623', city: 'Köln' }

export interface Answer {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** What `sync --json` says about one run of one mall. */
export interface SyncAnswer extends Answer {
  readonly steps: Readonly<Record<string, string>>
  /** Reasons of what is held, by order or SKU. */
  readonly held: Readonly<Record<string, string>>
  /** Every sentence for the reader: of steps and of held items. */
  readonly sentences: string
}

/** A merchant at the command line, between a simulated TEMU over loopback and a simulated JTL in a folder, on the real clock. */
export interface Merchant extends AsyncDisposable {
  readonly dir: string
  readonly temu: SimulatedTemu
  readonly jtl: SimulatedJtl
  readonly environment: Record<string, string>
  kontor(...words: readonly string[]): Promise<Answer>
  /** `sync <flow> --once --json`. */
  sync(flow: 'orders' | 'inventory', ...more: readonly string[]): Promise<SyncAnswer>
  order(over?: Partial<NewOrder>): string
  /** JTL's worker takes in what waits; returns how many living orders JTL has under this number. */
  imported(order: string): number
  ship(order: string, method?: string): void
}

/** `settings`: what the merchant wrote into the environment before the very first command. */
export async function openMerchant(settings: Readonly<Record<string, string>> = {}): Promise<Merchant> {
  const dir = mkdtempSync(join(tmpdir(), 'kontor-merchant-'))
  const temu = createSimulatedTemu({
    clock: systemClock,
    random: seededRandom('merchant/temu'),
    options: { behaviour: { stockReadLagMs: 0 } },
  })
  temu.addApp({ appKey: 'app-key', appSecret: 'app-secret' })
  temu.addMall({
    mallId: merchantMall,
    appKey: 'app-key',
    token: 'token-1',
    warehouses: [{ id: 'WH-1', name: 'Lager', isDefault: true }],
  })
  temu.addGoods({
    mallId: merchantMall,
    goodsId: '601000000000001',
    title: 'Geschirr',
    skus: [
      { skuId: merchantSkus.becher, sellerSku: 'BECHER-1', stock: 5, priceCents: 1299 },
      { skuId: merchantSkus.teller, sellerSku: 'TELLER-1', stock: 5, priceCents: 1850 },
      { skuId: merchantSkus.fremd, sellerSku: 'GIBT-ES-NICHT', stock: 5, priceCents: 990 },
    ],
  })
  const jtlDir = join(dir, 'jtl')
  mkdirSync(jtlDir)
  const jtl = createSimulatedJtl({ clock: systemClock, random: seededRandom('merchant/jtl'), dir: jtlDir })
  for (const articleNo of ['BECHER-1', 'TELLER-1', 'ANDERER-NAME'])
    jtl.addArticle({ articleNo, name: articleNo, priceCents: 1299, vatPercent: 19, stock: 30 })
  const gateway = await temu.listen()
  const environment: Record<string, string> = {
    KONTOR_DATA_DIR: join(dir, 'data'),
    KONTOR_PORT: '0',
    KONTOR_CONFIG_DIR: join(dir, 'config'),
    KONTOR_JTL_SQLSERVER: `simulated:${jtlDir}`,
    KONTOR_TEMU_ORDER_LAG_SECONDS: '0',
    KONTOR_TEMU_READ_LAG_SECONDS: '0',
    KONTOR_TEMU_CALLS_PER_SECOND: '20',
    KONTOR_TEMU_API_CALLS_PER_SECOND: '20',
    KONTOR_LANGUAGE: 'en',
    TEMU_APP_KEY: 'app-key',
    TEMU_APP_SECRET: 'app-secret',
    TEMU_ACCESS_TOKEN: 'token-1',
    TEMU_API_ENDPOINT: gateway.url,
    ...settings,
  }
  const kontor: Merchant['kontor'] = async (...words) => {
    const [out, err] = [new Kept(), new Kept()]
    return { code: await runCommand(words, environment, { out, err }), out: out.text, err: err.text }
  }
  const set = await kontor('account', 'set', 'main', 'jtl.shippingMethod', 'DHL Paket')
  if (set.code !== 0) throw new Error(set.err)
  return {
    dir,
    temu,
    jtl,
    environment,
    kontor,
    sync: async (flow, ...more) => {
      const answer = await kontor('sync', flow, '--once', '--json', ...more)
      return { ...answer, ...readSync(answer.out) }
    },
    order: over => {
      const placed = temu.placeOrder({
        mallId: merchantMall,
        lines: [{ skuId: merchantSkus.becher, quantity: 1 }],
        address: umlauts,
        shippingCents: 299,
        status: 'to-ship',
        ...over,
      })
      if (placed === 'sold-out') throw new Error('sold out')
      return placed
    },
    imported: order => {
      jtl.worker.tick()
      return jtl.truth.ordersByExternalNumber(order).filter(each => !each.cancelled).length
    },
    ship: (order, method = 'DHL Paket') => {
      const [found] = jtl.truth.ordersByExternalNumber(order)
      if (!found) throw new Error(`${order} is not in JTL`)
      const note = jtl.warehouse.pack(found.orderKey, {
        parcels: [{ shippingMethod: method, trackingNumber: `00340434${order.slice(-9)}` }],
      })
      for (const parcel of note.parcelKeys) jtl.warehouse.ship(parcel)
    },
    [Symbol.asyncDispose]: async () => {
      await gateway.close()
      jtl.close()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

function readSync(out: string): Pick<SyncAnswer, 'steps' | 'held' | 'sentences'> {
  const none = { steps: {}, held: {}, sentences: '' }
  const last = out.trim().split('\n').at(-1) ?? ''
  if (!last.startsWith('{')) return none
  const said = JSON.parse(last) as {
    readonly runs: readonly {
      readonly steps: readonly {
        readonly name: string
        readonly state: string
        readonly code?: string
        message?: string
      }[]
    }[]
    readonly held: readonly { readonly subject: string; readonly reason: string; readonly message: string }[]
  } // the form that docs/reference promises for --json
  const steps = said.runs.flatMap(run => run.steps)
  return {
    steps: Object.fromEntries(steps.map(step => [step.name, step.code ? `${step.state} ${step.code}` : step.state])),
    held: Object.fromEntries(said.held.map(item => [item.subject, item.reason])),
    sentences: [...steps.map(step => step.message ?? ''), ...said.held.map(item => item.message)].join('\n'),
  }
}

class Kept extends Writable {
  text = ''
  override _write(chunk: Buffer | string, _encoding: BufferEncoding, done: () => void): void {
    this.text += String(chunk)
    done()
  }
}
