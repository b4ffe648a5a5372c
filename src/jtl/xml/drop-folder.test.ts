import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Personal, seededRandom } from '../../lib/index.ts'
import { createDropFolder, dropFileName, folderFault } from './drop-folder.ts'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'kontor-drop-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const folder = (path = dir) => createDropFolder({ dir: path, random: seededRandom('drop') })
const order = (orderNumber: string, text = '<x>Köln</x>') => ({ orderNumber, xml: new Personal(text), mark: '' })
const name = 'jtl_temu_bestellungen_PO-1.xml'

describe('the drop folder', () => {
  it('holds the order as one ISO-8859-1 file, and nothing half', async () => {
    expect(await folder().put(order('PO-1'))).toEqual({ kind: 'put', receipt: name })
    expect(readdirSync(dir)).toEqual([name])
    expect(readFileSync(join(dir, name))).toEqual(Buffer.from('<x>K\u00f6ln</x>', 'latin1'))
    expect(await folder().look({ orderNumber: 'PO-1', mark: '' })).toEqual({ kind: 'waiting', receipt: name })
  })

  it('never writes an order twice, not even after the importer has archived it', async () => {
    await folder().put(order('PO-1', 'first'))
    expect(await folder().put(order('PO-1', 'second'))).toEqual({ kind: 'already-there' })
    expect(readFileSync(join(dir, name), 'latin1')).toBe('first')
    mkdirSync(join(dir, 'done'))
    renameSync(join(dir, name), join(dir, 'done', name))
    expect(await folder().put(order('PO-1', 'third'))).toEqual({ kind: 'already-there' })
    expect(await folder().look({ orderNumber: 'PO-1', mark: '' })).toEqual({ kind: 'taken', receipt: name })
  })

  it('says absent when the importer removed the file', async () => {
    expect(await folder().look({ orderNumber: 'PO-1', mark: '' })).toEqual({ kind: 'absent' })
  })

  it('cleans up what a crash left half, and only of this order', async () => {
    writeFileSync(join(dir, `${name}.dead.part`), 'half')
    writeFileSync(join(dir, 'jtl_temu_bestellungen_PO-12.xml.beef.part'), 'of another')
    await folder().put(order('PO-1'))
    expect(readdirSync(dir)).toEqual([name, 'jtl_temu_bestellungen_PO-12.xml.beef.part'])
  })

  it.each([
    ['PO-076-15423469587691', 'jtl_temu_bestellungen_PO-076-15423469587691.xml'],
    ['../../etc/passwd', /^jtl_temu_bestellungen_[0-9a-f]{32}\.xml$/],
    ['PO 1', /^jtl_temu_bestellungen_[0-9a-f]{32}\.xml$/],
    ['PO-1.', /^jtl_temu_bestellungen_[0-9a-f]{32}\.xml$/],
    ['', /^jtl_temu_bestellungen_[0-9a-f]{32}\.xml$/],
  ])('gives order %j a harmless name', (number, expected) => {
    expect(dropFileName(number)).toMatch(expected)
  })

  it('refuses links: the folder itself, and a file in it', async () => {
    const link = `${dir}-link`
    symlinkSync(dir, link)
    try {
      await expect(folder(link).put(order('PO-1'))).rejects.toMatchObject({
        code: 'jtl.folder-is-link',
        reaction: 'pause',
      })
    } finally {
      rmSync(link)
    }
    const target = join(dir, 'elsewhere')
    symlinkSync(target, join(dir, name))
    await expect(folder().put(order('PO-1'))).rejects.toMatchObject({ code: 'jtl.folder-is-link' })
    expect(existsSync(target)).toBe(false)
    expect(lstatSync(join(dir, name)).isSymbolicLink()).toBe(true)
  })

  it('says what to do when the folder is missing or is a file', async () => {
    await expect(folder(join(dir, 'nowhere')).put(order('PO-1'))).rejects.toMatchObject({
      code: 'jtl.folder-missing',
      effect: 'none',
    })
    writeFileSync(join(dir, 'file'), '')
    await expect(folder(join(dir, 'file')).put(order('PO-1'))).rejects.toMatchObject({ code: 'jtl.folder-missing' })
  })

  it.each([
    ['EROFS', 'jtl.folder-not-writable', 'pause'],
    ['EACCES', 'jtl.folder-not-writable', 'pause'],
    ['ENOSPC', 'jtl.disk-full', 'retry'],
    ['EDQUOT', 'jtl.disk-full', 'retry'],
    ['EIO', 'jtl.folder-failed', 'retry'],
  ])('takes %s of the file system as %s', (code, ours, reaction) => {
    const error = folderFault(Object.assign(new Error('no /secret/path'), { code }), 'Sending order PO-1')
    expect(error).toMatchObject({ code: ours, reaction })
    expect(error.message).not.toContain('/secret')
  })

  it.skipIf(process.getuid?.() === 0)(
    'leaves nothing behind in a folder it may not write (cannot be shown as root)',
    async () => {
      chmodSync(dir, 0o555)
      await expect(folder().put(order('PO-1'))).rejects.toMatchObject({
        code: 'jtl.folder-not-writable',
        effect: 'none',
      })
      chmodSync(dir, 0o755)
      expect(readdirSync(dir)).toEqual([])
      expect(await folder().put(order('PO-1'))).toMatchObject({ kind: 'put' })
    },
  )

  it('names the order and no buyer when it fails', async () => {
    const error: unknown = await folder(join(dir, 'nowhere'))
      .put(order('PO-1', 'Erika Beispiel'))
      .catch((thrown: unknown) => thrown)
    expect(String(error)).toContain('PO-1')
    expect(String(error)).toContain('KONTOR_JTL_XML_DIR')
    expect(JSON.stringify([String(error), error])).not.toContain('Erika')
  })

  it('refuses text that ISO-8859-1 cannot hold instead of changing it', async () => {
    await expect(folder().put(order('PO-1', 'ł'))).rejects.toThrow(RangeError)
    expect(readdirSync(dir)).toEqual([])
  })
})
