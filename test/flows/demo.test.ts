import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const launcher = fileURLToPath(new URL('../../bin/kontor.mjs', import.meta.url))

test('the demo shows the whole cycle: nothing lost, doubled or oversold, counted in the two outsides', async () => {
  const home = mkdtempSync(join(tmpdir(), 'kontor-demo-home-'))
  try {
    const words = ['demo', '--headless', '--orders', '60', '--skus', '150', '--seed', '7', '--json']
    const { code, out, err } = await run(words, home)
    const figures: unknown = JSON.parse(out.trim().split('\n').at(-1) ?? '')
    expect(figures, err).toMatchObject({
      orders: { lost: 0, duplicated: 0 },
      stock: { oversold: 0 },
    })
    const { orders, stock, temuCalls } = figures as {
      readonly orders: Readonly<Record<string, number>>
      readonly stock: Readonly<Record<string, number>>
      readonly temuCalls: number
    } // the form the issue asks for
    for (const name of ['seen', 'imported', 'inJtl', 'reported', 'shipped'])
      expect(orders[name], name).toBeGreaterThan(0)
    expect(orders.inJtl).toBe(orders.imported)
    for (const name of ['skus', 'sent', 'confirmed']) expect(stock[name], name).toBeGreaterThan(0)
    expect(temuCalls).toBeGreaterThan(0)
    expect(code, err).toBe(0)
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}, 420_000)

function run(words: readonly string[], home: string): Promise<{ code: number | null; out: string; err: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [launcher, ...words], {
      cwd: home,
      env: { PATH: process.env.PATH, HOME: home },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let [out, err] = ['', '']
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString()
    })
    child.stderr.on('data', (chunk: Buffer) => {
      err += chunk.toString()
    })
    child.on('error', reject)
    child.on('close', code => resolve({ code, out, err }))
  })
}
