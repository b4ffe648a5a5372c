import { chmodSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openMerchant } from '../support/merchant.ts'

// For each: what is wrong is said with what to do, nothing is lost, and a second run completes the work.

test('SQL Server down: orders are taken in and wait; once it is up the next run hands them over', async () => {
  await using merchant = await openMerchant()
  const order = merchant.order()
  const there = merchant.environment.KONTOR_JTL_SQLSERVER ?? ''
  // Nothing listens on port 1.
  merchant.environment.KONTOR_JTL_SQLSERVER = 'Server=127.0.0.1,1;Database=eazybusiness;User Id=kontor;Password=geheim'
  const first = await merchant.sync('orders')
  expect(first.code).toBe(1)
  expect(first.steps['orders.fetch']).toBe('done')
  // The order itself waits for its next try; the steps that read JTL say what is wrong.
  expect(first.steps['parcels.fetch']).toMatch(/^(failed|paused) jtl\./)
  expect(first.out).toContain(`"item":"${order}"`)
  expect(first.sentences).toMatch(/SQL Server/)
  expect(first.out + first.err).not.toContain('geheim')
  merchant.environment.KONTOR_JTL_SQLSERVER = there
  await merchant.sync('orders')
  expect(merchant.imported(order)).toBe(1)
}, 120_000)

test('a table of JTL is missing: the message names it, and TEMU’s side goes on', async () => {
  await using merchant = await openMerchant()
  const order = merchant.order()
  merchant.jtl.drop('Verkauf.tAuftrag')
  const first = await merchant.sync('orders')
  expect(first.code).toBe(1)
  expect(first.steps['orders.store']).toBe('done')
  const doctor = await merchant.kontor('doctor', '--json')
  expect(`${first.sentences}\n${doctor.out}`).toMatch(/tAuftrag/)
  expect(merchant.jtl.truth.waiting()).toEqual([])
  expect((await merchant.kontor('orders', 'show', order)).out).toContain(order)
})

const asFolder = (merchant: Awaited<ReturnType<typeof openMerchant>>): string => {
  const folder = join(merchant.dir, 'drop')
  merchant.environment.KONTOR_JTL_HANDOVER = 'folder'
  merchant.environment.KONTOR_JTL_XML_DIR = folder
  return folder
}

test('no SQL Server at all: orders go into the drop folder, and the steps that need the database say what they lack', async () => {
  await using merchant = await openMerchant()
  const folder = asFolder(merchant)
  merchant.environment.KONTOR_JTL_SQLSERVER = ''
  const order = merchant.order()
  const orders = await merchant.sync('orders')
  expect([orders.code, orders.held]).toEqual([0, {}])
  expect(readdirSync(folder)).toEqual([`jtl_temu_bestellungen_${order}.xml`])
  const inventory = await merchant.sync('inventory')
  expect(inventory.code).toBe(0)
  const doctor = await merchant.kontor('doctor', '--json')
  expect(doctor.out).toMatch(/KONTOR_JTL_SQLSERVER/)
  // Again and again: one file, whatever runs.
  await merchant.sync('orders')
  expect(readdirSync(folder)).toHaveLength(1)
})

test('something else lies where the drop folder should be: said with its setting, and the next run completes the work', async () => {
  await using merchant = await openMerchant()
  const folder = asFolder(merchant)
  writeFileSync(folder, 'a file, not a folder')
  const order = merchant.order()
  const first = await merchant.sync('orders')
  expect(first.code).toBe(1)
  expect(`${first.sentences}${first.err}`).toMatch(/KONTOR_JTL_XML_DIR/)
  rmSync(folder)
  await merchant.sync('orders')
  expect(readdirSync(folder)).toEqual([`jtl_temu_bestellungen_${order}.xml`])
})

// Root may write everywhere: the same test under another user says more.
test.skipIf(process.getuid?.() === 0)(
  'a read-only drop folder: said with its setting, and the next run completes the work',
  async () => {
    await using merchant = await openMerchant()
    const folder = asFolder(merchant)
    mkdirSync(folder)
    chmodSync(folder, 0o500)
    const order = merchant.order()
    const first = await merchant.sync('orders')
    expect(`${first.sentences}${first.err}`).toMatch(/KONTOR_JTL_XML_DIR/)
    chmodSync(folder, 0o700)
    await merchant.sync('orders')
    expect(readdirSync(folder)).toEqual([`jtl_temu_bestellungen_${order}.xml`])
  },
)

test('the whole way: umlauts, an apostrophe and signs of XML reach JTL intact, and TEMU shows the parcel', async () => {
  await using merchant = await openMerchant()
  const order = merchant.order()
  await merchant.sync('orders')
  expect(merchant.imported(order)).toBe(1)
  const [found] = merchant.jtl.truth.ordersByExternalNumber(order)
  const address = merchant.jtl.truth.deliveryAddress(found?.orderKey ?? 0)
  // Latin-1 has no ’: it becomes the apostrophe that a German would type.
  expect(address).toMatchObject({
    cVorname: "Jürgen O'Größmann & Söhne",
    cName: '<GmbH>',
    cOrt: 'Köln',
    cStrasse: 'Straße 7',
  })
  await merchant.sync('orders')
  merchant.ship(order)
  await merchant.sync('orders')
  expect(merchant.temu.packages(order).map(parcel => parcel.trackingNumber)).toEqual([`00340434${order.slice(-9)}`])
  await merchant.sync('orders')
  expect((await merchant.kontor('orders', 'show', order)).out).toMatch(/shipped/i)
  expect(merchant.temu.packages(order)).toHaveLength(1)
})
