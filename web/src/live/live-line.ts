import { useSyncExternalStore } from 'react'
import { queryClient } from '../api/queries.ts'

/** `live`: events arrive. `cut`: they do not, and the page reads every 15 s. `offline`: nothing answers. */
export type LineState = 'live' | 'cut' | 'offline'

export interface LineEvent {
  readonly type: string
  readonly id?: number
}

const firstWaitMs = 1000
const longestWaitMs = 15_000
/** At most four renders a second, however many events arrive. */
const batchMs = 250

/**
 * The line to the service: what happened to runs and jobs, in order and without gaps. After a cut it resumes from the last
 * event it saw; whatever cannot be resumed is read again.
 */
export class LiveLine {
  #state: LineState = 'cut'
  #socket: WebSocket | undefined
  #lastId: number | undefined
  #waitMs = firstWaitMs
  #timer: ReturnType<typeof setTimeout> | undefined
  #batch: LineEvent[] = []
  #batchTimer: ReturnType<typeof setTimeout> | undefined
  #isWanted = false
  readonly #path: string
  readonly #stateListeners = new Set<() => void>()
  readonly #eventListeners = new Set<(events: readonly LineEvent[]) => void>()

  constructor(path: string) {
    this.#path = path
  }

  get state(): LineState {
    return this.#state
  }

  open(): void {
    if (this.#isWanted) return
    this.#isWanted = true
    this.#connect()
  }

  close(): void {
    this.#isWanted = false
    clearTimeout(this.#timer)
    this.#socket?.close()
    this.#socket = undefined
    this.#become('cut')
  }

  onState(listener: () => void): () => void {
    this.#stateListeners.add(listener)
    return () => this.#stateListeners.delete(listener)
  }

  onEvents(listener: (events: readonly LineEvent[]) => void): () => void {
    this.#eventListeners.add(listener)
    return () => this.#eventListeners.delete(listener)
  }

  #connect(): void {
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws'
    const after = this.#lastId === undefined ? '' : `?after=${this.#lastId}`
    const socket = new WebSocket(`${scheme}://${location.host}${this.#path}${after}`)
    this.#socket = socket
    socket.onopen = () => {
      const wasCut = this.#lastId !== undefined
      this.#waitMs = firstWaitMs
      this.#become('live')
      if (wasCut) void queryClient.invalidateQueries()
    }
    socket.onmessage = message => this.#take(String(message.data))
    socket.onclose = () => {
      if (this.#socket !== socket) return
      this.#socket = undefined
      this.#become(navigator.onLine ? 'cut' : 'offline')
      if (!this.#isWanted) return
      this.#timer = setTimeout(() => this.#connect(), this.#waitMs)
      this.#waitMs = Math.min(this.#waitMs * 2, longestWaitMs)
    }
  }

  #take(text: string): void {
    const event = JSON.parse(text) as LineEvent // the service's own messages
    if (event.id !== undefined) this.#lastId = Math.max(event.id, this.#lastId ?? 0)
    this.#batch.push(event)
    this.#batchTimer ??= setTimeout(() => {
      const batch = this.#batch
      this.#batch = []
      this.#batchTimer = undefined
      for (const listener of this.#eventListeners) listener(batch)
    }, batchMs)
  }

  #become(state: LineState): void {
    if (this.#state === state) return
    this.#state = state
    for (const listener of this.#stateListeners) listener()
  }
}

/** Of the whole page: runs beginning and ending say which lists are old. */
export const jobsLine = new LiveLine('/ws/jobs')

jobsLine.onEvents(events => {
  if (events.some(event => event.type !== 'hello' && event.type !== 'progress' && event.type !== 'caught-up'))
    void queryClient.invalidateQueries({ predicate: query => query.meta?.isLive !== false })
})

export const useLineState = (): LineState =>
  useSyncExternalStore(
    listener => jobsLine.onState(listener),
    () => jobsLine.state,
  )
