import { closeSync, openSync, readdirSync, statSync, truncateSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openMerchant } from '../support/merchant.ts'

// Our own database file is damaged: refused with its name and how to go on, and the backup shows that it works.

const page = 4096
/** What a disk can do to a file. */
const damages: readonly { readonly name: string; hurt(file: string): void }[] = [
  {
    name: 'pages in the middle are overwritten',
    hurt: file => {
      const size = statSync(file).size
      const from = Math.floor(size / page / 4) * page
      overwrite(file, from, Math.floor(size / page / 2) * page)
    },
  },
  { name: 'the header is overwritten', hurt: file => overwrite(file, 0, 100) },
  { name: 'the end is cut off', hurt: file => truncateSync(file, Math.floor(statSync(file).size / page / 2) * page) },
]

describe.each(damages)('$name', ({ hurt }) => {
  test('Kontor does not start on it, says which file and what to do, and goes on from a restored backup', async () => {
    await using merchant = await openMerchant()
    const { dir, environment, jtl } = merchant
    const passphrase = join(dir, 'passphrase')
    writeFileSync(passphrase, 'korrekt pferd batterie\n', { mode: 0o600 })
    environment.KONTOR_BACKUP_PASSPHRASE_FILE = passphrase
    const early = merchant.order()
    await merchant.sync('orders')
    expect(merchant.imported(early)).toBe(1)
    const backup = join(dir, 'kontor.kbak')
    expect((await merchant.kontor('backup', backup)).code).toBe(0)
    // After the backup: handed over, and JTL has not taken it yet.
    const late = merchant.order()
    await merchant.sync('orders')

    const file = join(dir, 'data', 'kontor.db')
    for (const name of readdirSync(join(dir, 'data'))) if (/-(wal|shm)$/.test(name)) throw new Error(`${name} is there`)
    hurt(file)
    for (const language of ['de', 'en'] as const) {
      const refused = await merchant.kontor('--lang', language, 'start')
      expect(refused.code).toBe(1)
      expect(refused.err).toContain(file)
      expect(refused.err).toMatch(language === 'de' ? /beschädigt/ : /damaged/)
      expect(refused.err).toContain('kontor restore')
    }

    const restored = join(dir, 'restored')
    const { code, out } = await merchant.kontor('restore', backup, '--to', restored)
    expect(code, out).toBe(0)
    environment.KONTOR_DATA_DIR = restored
    expect((await merchant.kontor('doctor')).out).toContain(restored)
    expect((await merchant.sync('orders')).steps['orders.send']).toBe('done')
    expect([early, late].map(order => merchant.imported(order))).toEqual([1, 1])
    expect(jtl.truth.waiting()).toEqual([])
  })
})

function overwrite(file: string, at: number, length: number): void {
  const handle = openSync(file, 'r+')
  writeSync(handle, Buffer.alloc(length, 0xa5), 0, length, at)
  closeSync(handle)
}
