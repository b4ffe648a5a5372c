import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { benchApi } from './bench/bench-api.ts'
import { benchOrders } from './bench/bench-orders.ts'
import { benchStock } from './bench/bench-stock.ts'

// `npm run bench -- [--orders 10000] [--skus 100000] [--changes 1000] [--runs 3] [--only orders|stock] [--json]`
// `npm run bench -- api [--orders 1000000] [--json]`
// A benchmark, not a test: it prints what it measured, as ratios to a floor of the same run on the same machine, and fails
// only when the work was not done. `--profile DIR` writes CPU profiles of Kontor's processes there.

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    orders: { type: 'string' },
    skus: { type: 'string', default: '100000' },
    changes: { type: 'string', default: '1000' },
    runs: { type: 'string', default: '3' },
    only: { type: 'string' },
    json: { type: 'boolean', default: false },
    profile: { type: 'string' },
  },
})

const isApi = positionals[0] === 'api'
if (positionals.length > (isApi ? 1 : 0)) throw new RangeError('The only word there is: api.')

const whole = (name: 'orders' | 'skus' | 'changes' | 'runs'): number => {
  const number = Number(values[name] ?? (isApi ? 1_000_000 : 10_000))
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
  const api = isApi ? await benchApi({ dir, say, orders: whole('orders') }) : undefined
  const orders =
    isApi || values.only === 'stock'
      ? undefined
      : await benchOrders({ ...settings, orders: whole('orders'), skus: 2000 })
  const stock =
    isApi || values.only === 'orders'
      ? undefined
      : await benchStock({ ...settings, skus: whole('skus'), changes: whole('changes'), runs: whole('runs') })
  if (values.json) process.stdout.write(`${JSON.stringify({ orders, stock, api })}\n`)
} finally {
  rmSync(dir, { recursive: true, force: true, maxRetries: 3 })
}
