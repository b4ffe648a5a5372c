import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { createGzip } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import { openTestState } from '../../test/support/state-for-tests.ts'
import { virtualClock } from '../../test/support/virtual-clock.ts'
import { Secret, systemRandom } from '../lib/index.ts'
import { type BackupEntry, entryLine } from './backup-entries.ts'
import { writeHead } from './backup-head.ts'
import { lockNewKey, type Unlock } from './backup-lock.ts'
import { lock, newKeys, unlock } from './backup-parts.testsuite.ts'
import { restoreBackup } from './restore-backup.ts'
import { sealStream } from './sealed-stream.ts'
import { writeBackup } from './write-backup.ts'

const dir = mkdtempSync(join(tmpdir(), 'kontor-hostile-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))
let names = 0
const fresh = (name: string): string => join(dir, `${name}-${++names}`)
const clock = virtualClock()
const random = systemRandom
const { signal } = new AbortController()

/** An honest backup of an empty Kontor. */
async function honest(): Promise<string> {
  await using opened = await openTestState({ clock })
  const [file, { dataDir }] = [fresh('backup'), opened]
  const database = { kind: 'sqlite', file: join(dataDir, 'kontor.db') } as const
  await writeBackup({ database, dataDir, file, lock, version: '1', clock, random, signal })
  return file
}

describe('a file that is not what it should be restores nothing', () => {
  const refused = async (file: string, code: string, how: Unlock = unlock): Promise<void> => {
    const to = fresh('never')
    const restore = { file, unlock: how, to, database: { kind: 'sqlite' }, clock, random, signal } as const
    await expect(restoreBackup({ ...restore, dataDirBefore: to })).rejects.toMatchObject({ code })
    expect(existsSync(to)).toBe(false)
    expect(readdirSync(dir).filter(name => name.endsWith('.part'))).toEqual([])
  }

  const keys = newKeys()
  /** Written for the right key, which is public, by somebody who means harm. */
  const forged = async (entries: readonly BackupEntry[], tail = ''): Promise<string> => {
    const file = fresh('forged')
    const { key, header } = await lockNewKey({ kind: 'recipient', publicKey: keys.publicKey }, random)
    const head = writeHead(1, header)
    const text = Readable.from([entries.map(entryLine).join('') + tail]).pipe(createGzip())
    const pieces: Buffer[] = [head.bytes]
    for await (const piece of sealStream(text, key, head.label)) pieces.push(piece)
    writeFileSync(file, Buffer.concat(pieces))
    return file
  }
  const manifest = (migrations = ['0001-first-schema']): BackupEntry => ({
    kind: 'manifest',
    manifest: { takenAt: 1, version: '1', database: 'sqlite', migrations },
  })
  const end = (rows: number): BackupEntry => ({ kind: 'end', rows, erased: 0 })

  test('another file, a cut one, a changed one, the wrong passphrase, an unknown format', async () => {
    const whole = readFileSync(await honest())
    const other = (bytes: Buffer | string): string => {
      const file = fresh('other')
      writeFileSync(file, bytes)
      return file
    }
    await refused(other('SQLite format 3\0'), 'backup.not-a-backup')
    await refused(other(''), 'backup.not-a-backup')
    await refused(other('KONTOR-BACKUP 2\n…'), 'backup.newer-format')
    await refused(other(whole.subarray(0, 40)), 'backup.damaged')
    await refused(other(whole.subarray(0, whole.length - 1)), 'backup.damaged')
    const changed = Buffer.from(whole)
    changed[whole.length - 100] = (changed[whole.length - 100] ?? 0) ^ 1
    await refused(other(changed), 'backup.damaged')
    const wrong: Unlock = { ...unlock, passphrase: async () => new Secret('ganz falsches wort') }
    await refused(other(whole), 'backup.wrong-passphrase', wrong)
    await refused(join(dir, 'nothing'), 'backup.file')
  })

  test('tables, columns and rows that are not ours, an end that lies, lines that are no lines', async () => {
    const mine: Unlock = { ...unlock, identity: () => new Secret(keys.privateKey) }
    const refusedForged = (file: string, code: string) => refused(file, code, mine)
    const table: BackupEntry = { kind: 'table', table: 'cursor', columns: ['mall', 'name', 'value', 'updated_at'] }
    const row: BackupEntry = { kind: 'row', row: ['m', 'n', 'v', 1] }
    await refusedForged(await forged([manifest(), { ...table, table: 'sqlite_master' }, row, end(1)]), 'backup.damaged')
    await refusedForged(await forged([manifest(), { ...table, table: 'migration' }, end(0)]), 'backup.damaged')
    await refusedForged(await forged([manifest(), { ...table, columns: ['mall', 'rowid'] }, end(0)]), 'backup.damaged')
    await refusedForged(await forged([manifest(), row, end(1)]), 'backup.damaged')
    await refusedForged(await forged([manifest(), table, { kind: 'row', row: ['m'] }, end(1)]), 'backup.damaged')
    // Strict tables: text where a number belongs is refused by the database itself.
    await refusedForged(
      await forged([manifest(), table, { kind: 'row', row: ['m', 'n', 'v', 'x'] }, end(1)]),
      'state.refused',
    )
    await refusedForged(await forged([manifest(), table, row, end(2)]), 'backup.damaged')
    await refusedForged(await forged([manifest(), table, row]), 'backup.damaged')
    await refusedForged(await forged([table, row, end(1)]), 'backup.damaged')
    await refusedForged(await forged([manifest(), end(0)], '{"drop":1}\n'), 'backup.damaged')
    await refusedForged(await forged([manifest(['0001-first-schema', '9999-later']), end(0)]), 'state.newer-database')
  })

  test('a folder that is not empty is left alone', async () => {
    const [file, to] = [await honest(), fresh('full')]
    mkdirSync(to)
    writeFileSync(join(to, 'kontor.db'), 'precious')
    const restore = { file, unlock, to, database: { kind: 'sqlite' }, clock, random, signal } as const
    await expect(restoreBackup({ ...restore, dataDirBefore: to })).rejects.toMatchObject({
      code: 'backup.folder-not-empty',
    })
    expect(readFileSync(join(to, 'kontor.db'), 'utf8')).toBe('precious')
  })
})
