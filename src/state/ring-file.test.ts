import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { withRingLock } from './ring-file.ts'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'kontor-ring-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const waitMs = 30

test('one at a time changes the ring: a second one is refused while the first is at work, and goes on after it', () => {
  const file = join(dir, 'keyring.json')
  const done: string[] = []
  withRingLock(file, () => {
    expect(() => withRingLock(file, () => done.push('second'), waitMs)).toThrow(
      expect.objectContaining({ code: 'keyring.busy', reaction: 'retry' }),
    )
    done.push('first')
  })
  withRingLock(file, () => done.push('third'), waitMs)
  expect(done).toEqual(['first', 'third'])
})

test('work that throws gives the lock back', () => {
  const file = join(dir, 'keyring.json')
  const broken = (): never => {
    throw new Error('broken')
  }
  expect(() => withRingLock(file, broken)).toThrow('broken')
  expect(withRingLock(file, () => 'again', waitMs)).toBe('again')
})
