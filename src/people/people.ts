import type { Clock, Random } from '../lib/index.ts'
import type { State } from '../state/index.ts'
import type { Caller } from './role.ts'

/** What ended: all of a person's log-ins and keys, one key, or one log-in. */
export interface Revoked {
  readonly personId?: string
  readonly keyId?: string
  readonly sessionId?: string
}

/** What the functions on people work with. The command line has no listeners; the service's `People` is one of these. */
export interface Desk {
  readonly state: State
  readonly clock: Clock
  readonly random: Random
  /** Told after the change is kept. An empty one: nothing ended, but what is remembered of callers is out of date. */
  revoked(what: Revoked): void
}

/** Who may come in. Opened by the service alone; the first log-in loads better-auth. */
export interface People extends Desk, AsyncDisposable {
  /**
   * From the session's cookie, or from `Authorization: Bearer kontor_…`; with that header cookies are not looked at.
   * undefined: nobody, run out, or blocked.
   */
  authenticate(headers: Headers, address: string): Promise<Caller | undefined>
  /**
   * The endpoints of better-auth below /api/auth/ that are on our list; everything else is 404. Body limit, JSON-only and the
   * check of Host and Origin are the server's. `address` is the sender's, as the server knows it.
   */
  handleAuth(request: Request, address: string): Promise<Response>
  /** For connections that stay open: asks the database, not the memory of the last five seconds. */
  isStillValid(caller: Caller): Promise<boolean>
  /** Tells what was revoked in this process; in others it shows within five seconds. Returns how to stop listening. */
  onRevoked(listener: (what: Revoked) => void): () => void
}
