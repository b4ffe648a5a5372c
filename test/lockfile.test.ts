import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { completeLockfile, missingEntries, readLockfile } from '../scripts/lockfile.ts'

const path = join(import.meta.dirname, '..', 'package-lock.json')

describe('the lockfile', () => {
  test('has every package of every system, as npm ci refuses it otherwise', () => {
    const missing = missingEntries(readLockfile(path).packages)
    expect(missing, 'Mend it with: node bin/launch.mjs scripts/complete-lockfile.ts').toEqual([])
  })

  test('names no registry, so that everybody may use their own', () => {
    const named = Object.entries(readLockfile(path).packages).filter(([, { resolved }]) => resolved)
    expect(named).toEqual([])
  })

  test('is completed with what npm left out', () => {
    const folder = mkdtempSync(join(tmpdir(), 'kontor-lockfile-'))
    try {
      const copy = join(folder, 'package-lock.json')
      const tool = { version: '1.2.3', dev: true, optionalDependencies: { '@tool/binding-linux-arm64-musl': '1.2.3' } }
      writeFileSync(copy, JSON.stringify({ packages: { '': {}, 'node_modules/tool': tool } }))
      expect(completeLockfile(copy)).toEqual(['node_modules/@tool/binding-linux-arm64-musl'])
      expect(missingEntries(readLockfile(copy).packages)).toEqual([])
      expect(readLockfile(copy).packages['node_modules/@tool/binding-linux-arm64-musl']).toEqual({
        version: '1.2.3',
        os: ['linux'],
        cpu: ['arm64'],
        libc: ['musl'],
        dev: true,
        optional: true,
      })
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })

  test('is not completed with guesses about packages that every system needs', () => {
    const folder = mkdtempSync(join(tmpdir(), 'kontor-lockfile-'))
    try {
      const copy = join(folder, 'package-lock.json')
      const tool = { version: '1.2.3', dependencies: { needed: '1.0.0' } }
      writeFileSync(copy, JSON.stringify({ packages: { '': {}, 'node_modules/tool': tool } }))
      expect(() => completeLockfile(copy)).toThrow(/needs needed 1\.0\.0/)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})
