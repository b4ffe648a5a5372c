/**
 * What a state means for the reader: it waits for others, it moves, it is sent and not yet confirmed, it is confirmed, it
 * needs a person, it stands still or costs money, it ended otherwise.
 */
export type Family = 'waits' | 'moves' | 'halfway' | 'confirmed' | 'needsYou' | 'stands' | 'ended'

const ofOrders: Readonly<Record<string, Family>> = {
  pending: 'waits',
  incomplete: 'waits',
  ignored: 'waits',
  due: 'moves',
  'in-jtl': 'moves',
  packed: 'moves',
  'handed-over': 'halfway',
  reported: 'halfway',
  shipped: 'confirmed',
  delivered: 'confirmed',
  held: 'needsYou',
  'cancel-requested': 'needsYou',
  cancelled: 'ended',
}

/** A state this page does not know is shown, and not guessed at. */
export const familyOfOrder = (state: string): Family => ofOrders[state] ?? 'waits'

const ofRuns: Readonly<Record<string, Family>> = {
  running: 'moves',
  done: 'confirmed',
  failed: 'stands',
  died: 'stands',
  stopped: 'ended',
}
export const familyOfRun = (state: string): Family => ofRuns[state] ?? 'waits'
