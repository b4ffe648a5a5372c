import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BatchFigures, SeedReply } from '../simulate/index.ts'
import type { Terminal } from './terminal.ts'

/** The first breaches of a run: the rest mostly follows from them. */
const mostBreaches = 3

export function brokenLines(terminal: Terminal, { seed, outcome }: SeedReply): readonly string[] {
  const { violations } = outcome
  if (violations.length === 0) return []
  const more = violations.length - mostBreaches
  return [
    ...violations
      .slice(0, mostBreaches)
      .map(({ promise, about, text }) => `Seed ${seed}: ${promise} ${about} ${text.split('\n', 1)[0] ?? ''}`),
    ...(more > 0 ? [terminal.say(`Seed ${seed}: und ${more} weitere`, `Seed ${seed}: and ${more} more`)] : []),
  ]
}

/** Every number of a batch, a line each. */
export function batchLines(terminal: Terminal, figures: BatchFigures, wallSeconds: number): readonly string[] {
  const { say } = terminal
  const rate = figures.cpuSeconds > 0 ? figures.shopDays / figures.cpuSeconds : 0
  return [
    say(
      `${figures.seeds} Läufe · ${figures.clean} ohne Befund · ${figures.virtualDays.toFixed(1)} Tage simuliert · ${figures.orders} Bestellungen · ${figures.effects} Wirkungen`,
      `${figures.seeds} runs · ${figures.clean} clean · ${figures.virtualDays.toFixed(1)} days simulated · ${figures.orders} orders · ${figures.effects} effects`,
    ),
    ...Object.entries(figures.broken).map(([promise, seeds]) =>
      say(
        `${promise} gebrochen in ${seeds.length}: Seed ${seeds.join(', ')}`,
        `${promise} broken in ${seeds.length}: seed ${seeds.join(', ')}`,
      ),
    ),
    say('Störungen, die eintraten: ', 'Faults that happened: ') + numbersOf(figures.hits),
    ...(figures.neverHit.length > 0
      ? [
          say(
            `Nie eingetreten, also nicht geprüft: ${figures.neverHit.join(', ')} (mehr Läufe: --seeds)`,
            `Never happened, so not tested: ${figures.neverHit.join(', ')} (more runs: --seeds)`,
          ),
        ]
      : []),
    say(
      `Abstürze ${figures.crashPoints.fired} von ${figures.crashPoints.asked} geplanten · Übernahmen ${figures.takeOvers} · Leben ${figures.lives} · Runden ${figures.rounds}`,
      `Crashes ${figures.crashPoints.fired} of ${figures.crashPoints.asked} planned · take-overs ${figures.takeOvers} · lives ${figures.lives} · rounds ${figures.rounds}`,
    ),
    say('Verglichen: ', 'Compared: ') + numbersOf(figures.compared),
    say(
      `${wallSeconds.toFixed(1)} s · ${figures.cpuSeconds.toFixed(1)} s CPU · ${rate.toFixed(3)} Shop-Tage je CPU-Sekunde`,
      `${wallSeconds.toFixed(1)} s · ${figures.cpuSeconds.toFixed(1)} s CPU · ${rate.toFixed(3)} shop days per CPU second`,
    ),
    `${originText()} · ${figures.digest}`,
  ]
}

const numbersOf = (numbers: Readonly<Record<string, number>>): string =>
  Object.entries(numbers)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, times]) => `${name} ${times}`)
    .join(' · ') || '–'

/** What a seed is good for: the code and the Node it ran with. */
export function originText(): string {
  const commit = commitOf(join(import.meta.dirname, '..', '..', '.git'))
  return `${commit === undefined ? 'release' : `commit ${commit.slice(0, 10)}`}, Node ${process.versions.node}`
}

/** undefined: no checkout. */
function commitOf(git: string): string | undefined {
  const head = readIfThere(join(git, 'HEAD'))
  const ref = head === undefined ? undefined : /^ref: (.+)$/.exec(head)?.[1]
  if (ref === undefined) return head
  const loose = readIfThere(join(git, ref))
  if (loose !== undefined) return loose
  return readIfThere(join(git, 'packed-refs'))
    ?.split('\n')
    .find(line => line.endsWith(` ${ref}`))
    ?.split(' ', 1)[0]
}

const readIfThere = (file: string): string | undefined =>
  existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined
