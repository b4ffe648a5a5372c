import type { Caller } from '../../people/index.ts'
import { closeCodes } from '../contract/live-contract.ts'
import { LiveSocket, type LiveSocketOptions } from './live-socket.ts'
import type { LiveParts } from './register-live.ts'

const socketsPerPerson = 10
/** A right that another process took away is noticed so soon. */
const checkEveryMs = 5000
const checksPerBeat = 6

type Opened = Omit<LiveSocketOptions, 'clock' | 'log'>

/** Every open socket: how many a person has, whether they still may, whether the other side still lives. */
export class LiveSockets {
  readonly #parts: Pick<LiveParts, 'clock' | 'log' | 'isStillValid' | 'onRevoked'>
  readonly #open = new Set<LiveSocket>()
  readonly #stop = new AbortController()
  readonly #stopListening: () => void
  #isChecking = false

  constructor(parts: Pick<LiveParts, 'clock' | 'log' | 'isStillValid' | 'onRevoked'>) {
    this.#parts = parts
    this.#stopListening = parts.onRevoked(() => void this.#checkAll())
  }

  isFull(caller: Caller): boolean {
    const own = [...this.#open].filter(({ caller: { kind, id } }) => kind === caller.kind && id === caller.id)
    return own.length >= socketsPerPerson
  }

  add(opened: Opened): void {
    const { clock, log } = this.#parts
    // Asked at the upgrade as well; two upgrades at once may both have been the tenth.
    if (this.isFull(opened.caller)) {
      opened.socket.close(closeCodes.tooMany)
      return
    }
    const live = new LiveSocket({ ...opened, clock, log })
    this.#open.add(live)
    opened.socket.once('close', () => this.#open.delete(live))
    live.begin()
    if (!this.#isChecking) void this.#check()
  }

  /** The service stops. A reader that does not answer is not waited for. */
  closeAll(): void {
    this.#stopListening()
    this.#stop.abort()
    for (const live of this.#open) live.leave()
  }

  async #check(): Promise<void> {
    this.#isChecking = true
    for (let count = 1; this.#open.size > 0 && !this.#stop.signal.aborted; count++) {
      await this.#parts.clock.sleep(checkEveryMs, this.#stop.signal).catch(() => {})
      if (this.#stop.signal.aborted) break
      await this.#checkAll()
      if (count % checksPerBeat === 0) for (const live of this.#open) live.beat()
    }
    this.#isChecking = false
  }

  async #checkAll(): Promise<void> {
    for (const live of [...this.#open]) {
      const isValid = await this.#mayStay(live.caller)
      if (isValid === undefined) live.close(closeCodes.fault)
      else if (!isValid) live.close(closeCodes.revoked)
    }
  }

  /** Undefined: it could not be asked, so nobody stays on an old answer. */
  async #mayStay(caller: Caller): Promise<boolean | undefined> {
    try {
      return await this.#parts.isStillValid(caller)
    } catch (error) {
      this.#parts.log.fault('live.check-failed', error)
      return undefined
    }
  }
}
