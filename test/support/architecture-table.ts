/**
 * Who may import whom, as in ARCHITECTURE.md. Data goes one way: TEMU and JTL are edges, our state stands between,
 * the features build on both, and nothing imports back. A new folder needs a row here, and a reason in the review.
 */
const edges = ['lib', 'temu', 'jtl', 'state'] as const
const ground = [...edges, 'engine'] as const
const features = [...ground, 'accounts', 'listings'] as const
const withOrders = [...features, 'orders'] as const
const allFeatures = [...withOrders, 'cancellations', 'tracking', 'stock'] as const
const reports = ['invoices', 'alerts', 'audit', 'people', 'backup', 'housekeeping', 'runs', 'jobs', 'held'] as const

export const mayImport: Readonly<Record<string, readonly string[]>> = {
  lib: [],
  temu: ['lib'],
  jtl: ['lib'],
  state: ['lib'],
  texts: ['lib'],
  engine: ['lib', 'state'],
  accounts: ground,
  listings: ground,
  orders: features,
  cancellations: withOrders,
  tracking: withOrders,
  stock: withOrders,
  invoices: allFeatures,
  alerts: [...allFeatures, 'texts'],
  audit: allFeatures,
  people: allFeatures,
  backup: allFeatures,
  // What a person decides about what waits, over all features.
  held: allFeatures,
  housekeeping: [...allFeatures, 'runs', 'people'],
  // What runs did and said: lists, logs, the feed a live reader resumes from.
  runs: ground,
  // When flows run and who asked for it.
  jobs: [...features, 'runs', 'flows.ts'],
  // It works on the composed product, and knows its type alone.
  api: [...allFeatures, ...reports, 'texts', 'flows.ts', 'code-text.ts', 'compose.ts', 'config.ts'],
  cli: [
    ...allFeatures,
    ...reports,
    'texts',
    'api',
    'simulator',
    'simulate',
    'flows.ts',
    'code-text.ts',
    'compose.ts',
    'config.ts',
  ],
  // Its wire types and signature are its own, or a wrong one would agree with itself.
  simulator: ['lib'],
  // The harness: several lives of the whole program between both simulated outsides.
  // It asks what a user can see as the command line does: orders, held, retrying, paused, and the words for them.
  simulate: [
    'lib',
    'simulator',
    'accounts',
    'jtl',
    'state',
    'engine',
    'orders',
    'code-text.ts',
    'config.ts',
    'compose.ts',
  ],
  // One code, one sentence: our texts and the hints of both edges.
  'code-text.ts': ['temu', 'jtl', 'texts'],
  'flows.ts': [...allFeatures, ...reports, 'texts'],
  'compose.ts': [...allFeatures, ...reports, 'texts', 'api', 'simulator', 'flows.ts', 'config.ts'],
  'config.ts': ['lib'],
  'main.ts': [...allFeatures, ...reports, 'texts', 'api', 'cli', 'flows.ts', 'compose.ts', 'config.ts'],
}

/** The dashboard sees the API's types and the sentences, nothing else. */
export const webMayImport: readonly string[] = ['src/api/contract.ts', 'src/texts/index.ts']

/** Names that say nothing: there is a noun for what is in there. */
export const emptyNames: readonly string[] = [
  'utils',
  'util',
  'helpers',
  'helper',
  'common',
  'shared',
  'services',
  'managers',
]

/** The only two files that touch the machine's clock and chance: everything else is passed a Clock and a Random. */
export const clockAndChance: readonly string[] = ['src/lib/clock.ts', 'src/lib/random.ts']

export const maxLines = 400
