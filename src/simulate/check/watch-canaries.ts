import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BuyerAddress, Scenario } from '../../simulator/index.ts'
import type { MakeWatch } from '../plan-outcome.ts'
import { Findings } from './findings.ts'

/** In every field of every address. Letters of every encoding; digits, because telephone numbers keep nothing else. */
const canary = { word: 'Kanarinchen', digits: '736251840' } as const

/** The same scenario with a canary in every personal field: what may be known of a buyer in no file but sealed (INV-10). */
export const withCanaries = (scenario: Scenario): Scenario => ({
  ...scenario,
  orders: scenario.orders.map(order => ({ ...order, address: canaryAddress(order.address) })),
  happenings: scenario.happenings.map(happening =>
    happening.kind === 'change-address' ? { ...happening, address: canaryAddress(happening.address) } : happening,
  ),
})

export function canaryAddress(address: BuyerAddress): BuyerAddress {
  if (address.name.includes(canary.word)) return address
  return {
    ...address,
    name: `${canary.word} ${address.name}`,
    street: `${canary.word} ${address.street}`,
    ...(address.firstName === undefined ? {} : { firstName: `${canary.word} ${address.firstName}` }),
    ...(address.phone === undefined ? {} : { phone: `${address.phone} ${canary.digits}` }),
    ...(address.mail === undefined ? {} : { mail: `${canary.word}.${address.mail}` }),
  }
}

/** INV-10: after the run no canary lies in clear in our state, its write-ahead log, the archive, or what the world told people. */
export const watchCanaries: MakeWatch = (world, plan) => {
  const findings = new Findings('INV-10', world.clock)
  const lines: string[] = []
  world.onLine(line => lines.push(line.text))
  const secrets = ['simulated-secret', ...plan.scenario.malls.map(mall => `token-${mall.mallId}`)]
  const words = [canary.word, canary.digits, ...secrets].map(word => Buffer.from(word))
  return {
    violations: findings.violations,
    compared: findings.compared,
    onEnd: ({ kontor }) => {
      if (!kontor) return
      for (const file of filesBelow(kontor.config.dataDir)) {
        findings.compare('files searched')
        const bytes = readFileSync(file)
        if (words.some(word => bytes.includes(word)))
          findings.broken(file.slice(kontor.config.dataDir.length + 1), 'holds a buyer’s data or a secret in clear')
      }
      if (lines.some(line => line.includes(canary.word) || line.includes(canary.digits)))
        findings.broken('story', 'a line for people holds a buyer’s data')
      const isMarked = plan.scenario.orders.some(order => order.address.street.includes(canary.word))
      findings.blindUnless(isMarked || plan.scenario.orders.length === 0, 'no buyer of this plan carries a canary')
      findings.blindUnless((findings.compared['files searched'] ?? 0) > 0, 'no file was searched')
    },
  }
}

const filesBelow = (dir: string): readonly string[] =>
  readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .sort()
