import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { seededRandom, systemClock } from '../lib/index.ts'
import { createSimulatedJtl, createSimulatedTemu, type SimulatedJtl, type SimulatedTemu } from '../simulator/index.ts'
import { runCommand } from './program.ts'

export const temuMall = '634418210000001'
export const skus = { blue: '17590000000001', red: '17590000000002', stranger: '17590000000003' } as const

/** Found in an output they are a leak. */
export const secretCanaries = ['CANARY-SECRET-8f2', 'CANARY-TOKEN-77c', 'CANARY-NEWTOKEN-5d', 'CANARY-SQL-31b'] as const
export const personalCanaries = [
  'Kanarienvogelsen',
  'Canarygasse',
  'canary@temuemail.example',
  '+49 30 98765432',
] as const

export interface Said {
  readonly code: number
  readonly out: string
  readonly err: string
  /** Both, for tests that look for words. */
  readonly all: string
}

/** A merchant's machine: commands against a simulated TEMU over loopback and a simulated JTL in a folder. */
export interface CommandShop extends AsyncDisposable {
  readonly dir: string
  readonly temu: SimulatedTemu
  readonly jtl: SimulatedJtl
  readonly environment: Record<string, string>
  /** Runs a command line in English; `more` are settings on top. */
  kontor(words: string, more?: Readonly<Record<string, string>>): Promise<Said>
  /** The same with words that hold blanks. */
  run(words: readonly string[], more?: Readonly<Record<string, string>>): Promise<Said>
  /** Everything any command said, dry runs apart. */
  said(): string
  /** A buyer orders; returns TEMU's number. */
  order(sku: keyof typeof skus, quantity?: number): string
  /** JTL's worker takes in what waits. */
  importOrders(): void
  /** The warehouse packs and ships. */
  ship(order: string, method: string, tracking: string): void
}

export async function openCommandShop(): Promise<CommandShop> {
  const dir = mkdtempSync(join(tmpdir(), 'kontor-cli-'))
  const clock = systemClock
  const temu = createSimulatedTemu({
    clock,
    random: seededRandom('cli/temu'),
    options: { behaviour: { stockReadLagMs: 0 } },
  })
  temu.addApp({ appKey: 'app-key', appSecret: secretCanaries[0] })
  temu.addMall({ mallId: temuMall, appKey: 'app-key', token: secretCanaries[1] })
  temu.addGoods({
    mallId: temuMall,
    goodsId: '601000000000001',
    title: 'Keramikbecher',
    skus: [
      { skuId: skus.blue, sellerSku: 'BECHER-BL', stock: 5, priceCents: 1000, taxPercent: 19 },
      { skuId: skus.red, sellerSku: 'BECHER-RT', stock: 5, priceCents: 1200, taxPercent: 19 },
      { skuId: skus.stranger, sellerSku: 'UNBEKANNT-1', stock: 5, priceCents: 900, taxPercent: 19 },
    ],
  })
  const jtlDir = join(dir, 'jtl')
  mkdirSync(jtlDir)
  const jtl = createSimulatedJtl({ clock, random: seededRandom('cli/jtl'), dir: jtlDir })
  for (const articleNo of ['BECHER-BL', 'BECHER-RT'])
    jtl.addArticle({ articleNo, name: articleNo, priceCents: 1000, vatPercent: 19, stock: 30 })
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
    TEMU_APP_KEY: 'app-key',
    TEMU_APP_SECRET: secretCanaries[0],
    TEMU_ACCESS_TOKEN: secretCanaries[1],
    TEMU_API_ENDPOINT: gateway.url,
  }
  let everything = ''
  const run = async (words: readonly string[], more: Readonly<Record<string, string>> = {}): Promise<Said> => {
    const out = new Kept()
    const err = new Kept()
    const code = await runCommand(words, { ...environment, ...more }, { out, err })
    if (!words.includes('--dry-run')) everything += out.text + err.text
    return { code, out: out.text, err: err.text, all: out.text + err.text }
  }
  const address = {
    name: `Petra ${personalCanaries[0]}`,
    street: `${personalCanaries[1]} 7`,
    postCode: '10623',
    city: 'Berlin',
    mail: personalCanaries[2],
    phone: personalCanaries[3],
  }
  return {
    dir,
    temu,
    jtl,
    environment,
    run,
    kontor: (words, more) => run(words.split(' '), more),
    said: () => everything,
    order: (sku, quantity = 1) => {
      const number = temu.placeOrder({
        mallId: temuMall,
        lines: [{ skuId: skus[sku], quantity }],
        address,
        shippingCents: 299,
        status: 'to-ship',
      })
      if (number === 'sold-out') throw new Error('sold out')
      return number
    },
    importOrders: () => {
      jtl.worker.tick()
    },
    ship: (order, method, tracking) => {
      const [found] = jtl.truth.ordersByExternalNumber(order)
      if (!found) throw new Error(`${order} is not in JTL`)
      const note = jtl.warehouse.pack(found.orderKey, {
        parcels: [{ shippingMethod: method, trackingNumber: tracking }],
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

/** Keeps what is written. */
export class Kept extends Writable {
  text = ''
  override _write(chunk: Buffer | string, _encoding: BufferEncoding, done: () => void): void {
    this.text += String(chunk)
    done()
  }
}
