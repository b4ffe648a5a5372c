import type { Sentence } from './texts/index.ts'

/**
 * THE MAP: which steps run, in which order, how often. The numbers and names are what a merchant sees on the command line,
 * in the API and on the dashboard; the step names are stored and never renamed.
 */
export interface Flow {
  readonly name: FlowName
  readonly title: Sentence
  readonly stages: readonly Stage[]
  /** Numbers that run in quick mode. */
  readonly quick: readonly number[]
}

/** One of the numbered steps a merchant knows; inside, one or more steps of the engine. */
export interface Stage {
  readonly number: number
  readonly name: string
  readonly title: Sentence
  readonly steps: readonly StepName[]
}

export type FlowName = 'sync_orders' | 'sync_inventory' | 'audit' | 'housekeeping'

export type StepName =
  | 'orders.fetch'
  | 'orders.store'
  | 'cancellations.fetch'
  | 'orders.send'
  | 'orders.confirm'
  | 'parcels.fetch'
  | 'carriers.fetch'
  | 'parcels.send'
  | 'parcels.correct'
  | 'parcels.confirm'
  | 'listings.fetch'
  | 'listings.store'
  | 'stock.fetch'
  | 'stock.send'
  | 'stock.confirm'
  | 'audit'
  | 'housekeeping'

export const flows: Readonly<Record<FlowName, Flow>> = {
  sync_orders: {
    name: 'sync_orders',
    title: { de: 'Bestellungen abgleichen', en: 'Synchronise orders' },
    quick: [1, 2, 3, 4, 5],
    stages: [
      {
        number: 1,
        name: 'API→JSON',
        title: { de: 'Bestellungen bei TEMU abholen', en: 'Fetch orders from TEMU' },
        steps: ['orders.fetch'],
      },
      {
        number: 2,
        name: 'JSON→DB',
        title: { de: 'Bestellungen aufnehmen', en: 'Take orders in' },
        steps: ['orders.store'],
      },
      {
        number: 3,
        name: 'DB→XML',
        title: { de: 'An JTL übergeben und dort wiederfinden', en: 'Hand over to JTL and find them there' },
        // Open wishes to cancel are read right before anything is handed over (INV-6).
        steps: ['cancellations.fetch', 'orders.send', 'orders.confirm'],
      },
      {
        number: 4,
        name: 'JTL→tracking',
        title: { de: 'Pakete aus JTL lesen', en: 'Read parcels from JTL' },
        steps: ['parcels.fetch'],
      },
      {
        number: 5,
        name: 'tracking→API',
        title: { de: 'Versand bei TEMU melden und nachlesen', en: 'Report shipments to TEMU and read them back' },
        steps: ['cancellations.fetch', 'carriers.fetch', 'parcels.send', 'parcels.correct', 'parcels.confirm'],
      },
    ],
  },
  sync_inventory: {
    name: 'sync_inventory',
    title: { de: 'Bestände abgleichen', en: 'Synchronise stock' },
    quick: [3, 4],
    stages: [
      {
        number: 1,
        name: 'API→JSON',
        title: { de: 'Angebote bei TEMU abholen', en: 'Fetch listings from TEMU' },
        steps: ['listings.fetch'],
      },
      {
        number: 2,
        name: 'JSON→DB',
        title: {
          de: 'Angebote aufnehmen und JTL-Artikeln zuordnen',
          en: 'Take listings in and match them to JTL articles',
        },
        steps: ['listings.store'],
      },
      {
        number: 3,
        name: 'JTL→inventory',
        title: { de: 'Bestände aus JTL lesen', en: 'Read stock from JTL' },
        steps: ['stock.fetch'],
      },
      {
        number: 4,
        name: 'inventory→API',
        title: { de: 'Angebotsmengen an TEMU senden und nachlesen', en: 'Send offers to TEMU and read them back' },
        steps: ['stock.send', 'stock.confirm'],
      },
    ],
  },
  audit: {
    name: 'audit',
    title: { de: 'Prüfen, ob etwas fehlt', en: 'Check whether anything is missing' },
    quick: [1],
    stages: [
      {
        number: 1,
        name: 'audit',
        title: {
          de: 'TEMU, Kontor und JTL miteinander vergleichen',
          en: 'Compare TEMU, Kontor and JTL with each other',
        },
        steps: ['audit'],
      },
    ],
  },
  housekeeping: {
    name: 'housekeeping',
    title: { de: 'Aufräumen', en: 'Housekeeping' },
    quick: [1],
    stages: [
      {
        number: 1,
        name: 'housekeeping',
        title: {
          de: 'Abgelaufene Adressen, Antworten und Erklärungen löschen',
          en: 'Erase expired addresses, answers and explanations',
        },
        steps: ['housekeeping'],
      },
    ],
  },
}

/** The engine's steps for a mode, or for one stage alone. Throws a RangeError for a number the flow does not have. */
export function stepsOf(flow: Flow, mode: 'full' | 'quick', only?: number): readonly StepName[] {
  if (only !== undefined && !flow.stages.some(stage => stage.number === only))
    throw new RangeError(
      `${flow.name} has the steps ${flow.stages.map(stage => stage.number).join(', ')}, not ${only}.`,
    )
  const numbers = only !== undefined ? [only] : mode === 'quick' ? flow.quick : flow.stages.map(stage => stage.number)
  return flow.stages.filter(stage => numbers.includes(stage.number)).flatMap(stage => stage.steps)
}
