import type { Turn } from './job.ts'

/**
 * Who wakes a run up. What is due stands in our tables, and leases keep runs apart (INV-9): a waker only brings a turn to a
 * process that has room. Waking too often is harmless, the tables say there is nothing to do.
 */
export interface Waker extends AsyncDisposable {
  /** Something of this turn may be due. Told again before its work begins, it is one; told while it is under way, it is called once more. */
  poke(turn: Turn): Promise<void>
  /**
   * Calls the work for each turn poked by any process, one turn never twice at once; after the signal nothing new begins.
   * Resolves when nothing is under way any more. Called once.
   */
  serve(work: TurnWork, signal: AbortSignal): Promise<void>
}

export interface TurnWork {
  /** Does whatever of this turn is due. Throws when it could not even look: then it is woken again, later and later. */
  work(turn: Turn): Promise<void>
  /** It threw as often in a row as makes sense. */
  givenUp(turn: Turn): Promise<void>
}

/** Runs under way at once in one process, over all malls. */
export const runsAtOnce = 4
/** So many failures of a turn in a row are told to a person. */
export const triesBeforeTold = 5
