import { spawnSync } from 'node:child_process'
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openMerchant } from '../../test/support/merchant.ts'
import { kontorChild, programToTorture } from './kontor-child.ts'
import { fileProblems } from './own-state.ts'

// Run in a mount namespace of its own: `disk-inside.ts <folder> <built|sources>`. A small file system in memory is filled to the
// last byte while Kontor runs on it, and emptied again. Ends with 77 where nothing may be mounted; its last line is JSON.

const [folder = '', which = ''] = process.argv.slice(2)
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=24m,mode=0700', 'tmpfs', folder])
if (mounted.status !== 0) process.exit(77)
const dataDir = join(folder, 'data')
const ballast = join(folder, 'ballast')
mkdirSync(dataDir, { mode: 0o700 })

await using merchant = await openMerchant({
  KONTOR_DATA_DIR: dataDir,
  KONTOR_PORT: '0',
  KONTOR_ORDERS_EVERY_SECONDS: '1',
  KONTOR_INVENTORY_EVERY_SECONDS: '3600',
  KONTOR_RETRY_SECONDS: '1',
})
const program = programToTorture(which === 'built' ? 'built' : 'sources')
const child = kontorChild(program, ['start'], merchant.environment)
await child.says(/Kontor is running/)
const early = Array.from({ length: 2 }, () => merchant.order())
await until('the first orders are in JTL', () => early.every(order => merchant.imported(order) === 1))
fill()
const late = Array.from({ length: 3 }, () => merchant.order())
await until('it says that the disk is full', () => /disk is full/i.test(child.text()))
const alive = !child.isGone
rmSync(ballast)
await until('it goes on by itself', () => late.every(order => merchant.imported(order) === 1))
child.stop('SIGTERM')
const { code } = await child.ended
const counts = [...early, ...late].map(order => merchant.imported(order))
const problems = [
  ...(alive ? [] : ['Kontor ended when the disk was full']),
  ...(code === 0 ? [] : [`kontor start ended with ${code}`]),
  ...counts.flatMap((count, at) => (count === 1 ? [] : [`order ${at} is ${count} times in JTL`])),
  ...fileProblems({ kind: 'sqlite', dataDir }),
]
process.stdout.write(`${JSON.stringify({ orders: counts.length, problems })}\n`)

/** To the last byte. */
function fill(): void {
  const handle = openSync(ballast, 'w')
  try {
    for (let size = 65_536; size >= 1; )
      try {
        writeSync(handle, Buffer.alloc(size))
      } catch {
        size = Math.floor(size / 4) // no room for so many; perhaps for fewer
      }
  } finally {
    closeSync(handle)
  }
}

async function until(what: string, isSo: () => boolean): Promise<void> {
  for (let waited = 0; !isSo(); waited += 20) {
    // A lease that could not be given back on the full disk runs out in two minutes.
    if (waited > 200_000) throw new Error(`It did not happen that ${what}: ${child.text().slice(-1500)}`)
    await sleep(20)
  }
}
