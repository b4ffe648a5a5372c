import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { listMalls } from '../../src/accounts/index.ts'
import {
  type Audit,
  auditOfRun,
  type KeptDifference,
  listDifferences,
  prepareRepairs,
  repairsFor,
} from '../../src/audit/index.ts'
import type { Kontor } from '../../src/compose.ts'
import type { MallId } from '../../src/lib/index.ts'
import { Simulation } from '../../src/simulate/index.ts'
import { makeScenario } from '../../src/simulator/index.ts'
import { fastFolder } from '../support/crash-sweep-tests.ts'

const folder = fastFolder('audit')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Audited {
  readonly audit: Audit | undefined
  readonly differences: readonly KeptDifference[]
}

async function auditMall(kontor: Kontor, mall: MallId): Promise<Audited> {
  const signal = new AbortController().signal
  const { runId } = await kontor.run('audit', mall, { mode: 'full', trigger: 'test', signal })
  return {
    audit: await auditOfRun(kontor.state.db, runId),
    differences: await listDifferences(kontor.state.db, { runId }),
  }
}

const inWords = ({ differences }: Audited) =>
  differences.map(each => `${each.kind} ${each.subject} ${each.detail}: ${JSON.stringify([each.ours, each.theirs])}`)

async function auditAll(simulation: Simulation): Promise<readonly Audited[]> {
  const { kontor } = simulation
  if (!kontor) throw new Error('nobody lives')
  const found: Audited[] = []
  let isDone = false
  const work = (async () => {
    for (const { id } of await listMalls(kontor.state.db)) found.push(await auditMall(kontor, id))
    isDone = true
  })()
  await simulation.time.run(
    () => isDone,
    () => simulation.time.now + 3_600_000,
  )
  await work
  return found
}

/** A shop with two malls and all oddities: late amounts, cancelled units, split parcels, late numbers, held orders. */
const shop = (seed: string, orders: number) => {
  mkdirSync(folder, { recursive: true })
  return { scenario: makeScenario(seed, { orders, skus: 40 }), seed, dir: mkdtempSync(join(folder, 'run-')) }
}

test('at whatever moment one looks, what is under way is no difference, and nothing is invented', async () => {
  const wrong: string[] = []
  let audits = 0
  const states = new Set<string>()
  await using simulation = new Simulation({
    ...shop('audit-2', 24),
    onRound: async kontor => {
      for (const { id } of await listMalls(kontor.state.db)) {
        const audited = await auditMall(kontor, id)
        audits++
        wrong.push(...inWords(audited).map(text => `${new Date(kontor.clock.now()).toISOString()} ${id} ${text}`))
        for (const { state } of audited.audit?.underWay ?? []) states.add(state)
      }
    },
  })
  expect((await simulation.runToRest()).ending).toBe('rest')
  expect(wrong).toEqual([])
  expect(audits).toBeGreaterThan(50)
  expect([...states].sort()).toEqual(expect.arrayContaining(['fresh', 'held', 'retrying']))
}, 120_000)

test('what somebody breaks in TEMU, JTL or our state is found, each as what it is, and nothing else; mended, it is gone', async () => {
  await using simulation = new Simulation({ ...shop('audit-3', 36), everyMs: 300_000 })
  expect((await simulation.runToRest()).ending).toBe('rest')
  const well = await auditAll(simulation)
  expect(well.map(each => each.audit?.verdict)).toEqual(well.map(() => 'agrees'))
  for (const [name, count] of Object.entries(well[0]?.audit?.counts ?? {}))
    if (name !== 'beforeOurTime') expect([name, count]).toEqual([name, expect.toSatisfy((n: number) => n > 0)])
  // Beyond the hour that every read of TEMU's list goes back: what is broken stays broken.
  await passHours(simulation, 2)

  const { kontor, world } = simulation
  if (!kontor) throw new Error('nobody lives')
  const mall = (await listMalls(kontor.state.db))[0]?.id
  if (mall === undefined) throw new Error('no mall')
  const plain = await plainOrders(simulation, kontor, mall)
  const next = () => plain.pop() ?? fail('too few plain orders')
  const jtl = (sql: string) => world.jtl.database.exec(sql)
  const planted: string[] = []
  const undo: (() => unknown)[] = []
  const plant = (kind: string, subject: string, mend?: () => unknown) => {
    planted.push(`${kind} ${subject}`)
    if (mend) undo.push(mend)
  }

  const forgotten = next()
  await kontor.state.transaction(async tx => {
    await tx.deleteFrom('orders').where('order_id', '=', forgotten.id).execute()
    await tx.deleteFrom('order_line').where('order_id', '=', forgotten.id).execute()
  })
  plant('order-missing-here', forgotten.id)

  const older = next()
  await kontor.state.transaction(tx =>
    tx.updateTable('orders').set({ temu_status: 2 }).where('order_id', '=', older.id).execute(),
  )
  plant('order-differs', older.id)

  const deleted = next()
  jtl(`update Verkauf.tAuftrag set nType = 0 where kAuftrag = ${deleted.key}`)
  plant('order-missing-in-jtl', deleted.id, () =>
    jtl(`update Verkauf.tAuftrag set nType = 1 where kAuftrag = ${deleted.key}`),
  )

  const cancelled = next()
  jtl(`update Verkauf.tAuftrag set nStorno = 1 where kAuftrag = ${cancelled.key}`)
  plant('order-cancelled-in-jtl', cancelled.id, () =>
    jtl(`update Verkauf.tAuftrag set nStorno = 0 where kAuftrag = ${cancelled.key}`),
  )

  const [twice, other] = [next(), next()]
  jtl(`update Verkauf.tAuftrag set cExterneAuftragsnummer = '${twice.id}' where kAuftrag = ${other.key}`)
  plant('order-twice-in-jtl', twice.id)
  plant('order-missing-in-jtl', other.id)

  const lines = next()
  jtl(`update Verkauf.tAuftragPosition set fAnzahl = fAnzahl + 1 where kAuftrag = ${lines.key} and nType = 1`)
  plant('lines-differ-in-jtl', lines.id)

  const cent = next()
  jtl(`update Verkauf.tAuftragPosition set fVkNetto = fVkNetto + 0.01 / (1 + fMwSt / 100) / fAnzahl
    where kAuftragPosition = (select min(kAuftragPosition) from Verkauf.tAuftragPosition where kAuftrag = ${cent.key})`)
  plant('amounts-differ-in-jtl', cent.id)

  const hidden = next()
  const [gone] = (world.temu.packages(hidden.id) as unknown[]).splice(0, 1) // the world's own list, cut by hand
  plant('parcel-missing-at-temu', hidden.id, () => (world.temu.packages(hidden.id) as unknown[]).push(gone))

  const unpacked = next()
  jtl(
    `delete from dbo.tVersand where kLieferschein in (select kLieferschein from dbo.tLieferschein where kBestellung = ${unpacked.key})`,
  )
  plant('parcel-missing-in-jtl', unpacked.id)

  const carrier = next()
  await kontor.state.transaction(tx =>
    tx.updateTable('parcel').set({ carrier_id: '1' }).where('order_id', '=', carrier.id).execute(),
  )
  plant('parcel-carrier-differs', carrier.id)

  const [offer] = await kontor.state.db
    .selectFrom('offer')
    .select(['sku_id', 'shown'])
    .where('mall', '=', mall)
    .where('state', '=', 'confirmed')
    .where('due_at', 'is', null)
    .where('shown', '>', 3)
    .orderBy('sku_id')
    .execute()
  if (!offer) throw new Error('no offer')
  world.temu.setStock(offer.sku_id, (offer.shown ?? 0) + 2)
  plant('offer-differs', offer.sku_id)

  // TEMU's readings follow a written number after seconds.
  await passHours(simulation, 0.01)
  const [broken] = await auditAll(simulation)
  expect(broken?.audit?.verdict).toBe('differs')
  expect(broken?.differences.map(each => `${each.kind} ${each.subject}`).sort()).toEqual(planted.sort())
  const sum = broken?.differences.find(each => each.kind === 'amounts-differ-in-jtl')
  expect(centsOf(sum?.theirs) - centsOf(sum?.ours)).toBe(1)

  // A person mends what only a person can; `--repair` asks for the rest, and the usual rounds carry it out.
  for (const mend of undo) mend()
  const repairs = repairsFor(broken?.differences ?? [])
  expect(repairs).toEqual({
    orders: [forgotten.id, older.id].sort(),
    skus: [offer.sku_id],
    asked: [deleted.id, other.id].sort(),
  })
  const asking = prepareRepairs(kontor, mall, repairs, 'test')
  await passHours(simulation, 1)
  // They are shipped: there is nothing left to hold for a decision.
  expect(await asking).toBe(0)
  const [mended] = await auditAll(simulation)
  const over = await listDifferences(kontor.state.db, { mall, only: 'gone' })
  expect(over.map(each => each.subject).sort()).toEqual(
    [deleted.id, cancelled.id, hidden.id, offer.sku_id, forgotten.id, older.id].sort(),
  )
  expect(mended?.differences.map(each => each.since)).toEqual(
    broken?.differences.filter(each => mended?.differences.some(still => still.id === each.id)).map(each => each.since),
  )
}, 120_000)

const fail = (why: string): never => {
  throw new Error(why)
}

const centsOf = (value: unknown): number => (value as { readonly cents: number }).cents // a sum is told in cents

function passHours(simulation: Simulation, hours: number): Promise<unknown> {
  const until = simulation.time.now + hours * 3_600_000
  return simulation.time.run(
    () => simulation.time.now >= until,
    () => until + 3_600_000,
  )
}

/** Orders that went the whole way, one parcel each, with nothing a person was told about. */
async function plainOrders(simulation: Simulation, kontor: Kontor, mall: MallId) {
  const rows = await kontor.state.db
    .selectFrom('orders')
    .select(['order_id as id', 'jtl_order_key as key'])
    .where('mall', '=', mall)
    .where('state', 'in', ['shipped', 'delivered'])
    .where('amounts_source', '=', 'v2')
    .where('jtl_order_key', 'is not', null)
    .where('flags', '=', '[]')
    .orderBy('order_id')
    .execute()
  const told = await kontor.state.db.selectFrom('held').select('subject').orderBy('id').execute()
  const isTold = new Set(told.map(row => row.subject))
  return rows.filter(
    ({ id }) =>
      !isTold.has(id) && new Set(simulation.world.temu.packages(id).map(each => each.trackingNumber)).size === 1,
  )
}
