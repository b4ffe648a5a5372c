import type { Turn } from './job.ts'

/**
 * Who wakes a run up. What is due stands in our tables, and leases keep runs apart (INV-9): a waker only brings a turn to a
 * process that has room. Waking too often is harmless, the tables say there is nothing to do.
 */
export interface Waker extends AsyncDisposable {
  /** Something of this turn may be due. Told again before its work begins, it is one; told while it is under way, it is called once more. */
  poke(turn: Turn): Promise<void>
  /**
   * Calls `work` for each turn poked by any process, one turn never twice at once; after the signal nothing new begins.
   * Resolves when nothing is under way any more. `work` does not throw.
   */
  serve(work: (turn: Turn) => Promise<void>, signal: AbortSignal): Promise<void>
}

/** Runs under way at once in one process, over all malls. */
export const runsAtOnce = 4
