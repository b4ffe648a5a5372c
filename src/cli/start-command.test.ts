import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CommandShop, openCommandShop } from './command-shop.testsuite.ts'

let shop: CommandShop
beforeAll(async () => {
  shop = await openCommandShop()
})
afterAll(() => shop[Symbol.asyncDispose]())

const main = fileURLToPath(new URL('../main.ts', import.meta.url))

describe('kontor start', () => {
  test('runs the schedules in a process of its own, refuses a second one, and stops cleanly on a signal', async () => {
    await shop.run(['account', 'set', 'main', 'jtl.shippingMethod', 'DHL Paket'])
    const order = shop.order('blue')
    const child = spawn(process.execPath, [main, '--lang', 'en', 'start'], {
      env: { ...shop.environment, PATH: process.env.PATH ?? '' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const ended = once(child, 'exit')
    const lines: string[] = []
    // Ends early with the process, and then the expectations below say so.
    for await (const line of createInterface({ input: child.stdout })) {
      lines.push(line)
      if (!line.includes('main · orders (full): done')) continue
      const second = await shop.kontor('start')
      expect([second.code, second.err]).toEqual([1, expect.stringContaining('already works on the data folder')])
      // Short commands work beside it.
      expect((await shop.kontor('orders')).out).toContain(order)
      child.kill('SIGTERM')
    }
    expect(await ended).toEqual([0, null])
    expect(lines[0]).toContain('Kontor is running.')
    expect(lines.at(-1)).toBe('Kontor has stopped cleanly.')
    expect(shop.jtl.truth.waiting().map(row => row.externalNumber)).toEqual([order])
    // The folder is free again.
    expect((await shop.kontor('orders')).code).toBe(0)
  }, 60_000)
})
