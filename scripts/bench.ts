import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { benchOrders } from './bench/bench-orders.ts'
import { benchStock } from './bench/bench-stock.ts'

// `npm run bench -- [--orders 10000] [--skus 100000] [--changes 1000] [--runs 3] [--only orders|stock] [--json]`
// A benchmark, not a test: it prints what it measured, as ratios to a floor of the same run on the same machine, and fails
// only when the work was not done. `--profile DIR` writes CPU profiles of Kontor's processes there.

const { values } = parseArgs({
  options: {
    orders: { type: 'string', default: '10000' },
    skus: { type: 'string', default: '100000' },
    changes: { type: 'string', default: '1000' },
    runs: { type: 'string', default: '3' },
    only: { type: 'string' },
    json: { type: 'boolean', default: false },
    profile: { type: 'string' },
  },
})

const whole = (name: 'orders' | 'skus' | 'changes' | 'runs'): number => {
  const number = Number(values[name])
  if (!Number.isSafeInteger(number) || number < 1) throw new RangeError(`--${name} must be a whole number above 0.`)
  return number
}

if (values.only !== undefined && values.only !== 'orders' && values.only !== 'stock')
  throw new RangeError('--only is orders or stock.')

const dir = mkdtempSync(join(tmpdir(), 'kontor-bench-'))
const say = (line: string): void => {
  if (!values.json) process.stdout.write(`${line}\n`)
}
const settings = { dir, say, profile: values.profile }

try {
  say(`Node ${process.version}, ${cpus().length} processors`)
  const orders =
    values.only === 'stock' ? undefined : await benchOrders({ ...settings, orders: whole('orders'), skus: 2000 })
  const stock =
    values.only === 'orders'
      ? undefined
      : await benchStock({ ...settings, skus: whole('skus'), changes: whole('changes'), runs: whole('runs') })
  if (values.json) process.stdout.write(`${JSON.stringify({ orders, stock })}\n`)
} finally {
  rmSync(dir, { recursive: true, force: true, maxRetries: 3 })
}
