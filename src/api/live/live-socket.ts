import type { RawData, WebSocket } from 'ws'
import { type Clock, type Log, mallId } from '../../lib/index.ts'
import type { Caller } from '../../people/index.ts'
import type { FeedFilter } from '../../runs/index.ts'
import type { Language } from '../../texts/index.ts'
import { maySee } from '../caller.ts'
import { clientMessageSchema, closeCodes, type LiveWish, type ServerMessage } from '../contract/live-contract.ts'
import { jobNameOf } from '../run-routes.ts'
import type { Topic } from './live-topic.ts'

/** What may wait in our memory for one reader, how long it may take for a batch, and how far it may fall behind. */
const maxWaitingBytes = 1024 * 1024
const maxTakeMs = 30_000
const maxBehind = 10_000
/** Messages of a client between two beats. */
const maxMessages = 60

export interface LiveSocketOptions {
  readonly socket: WebSocket
  readonly caller: Caller
  readonly topic: Topic
  readonly language: Language
  /** What the address asked for. */
  readonly wish: LiveWish
  readonly clock: Clock
  readonly log: Log
}

/** One reader: what it follows, how well it keeps up, and whether it still lives. */
export class LiveSocket {
  readonly caller: Caller
  readonly #options: LiveSocketOptions
  /** Ends what is followed now; another subscription takes its place. */
  #stop = new AbortController()
  #following: Promise<void> = Promise.resolve()
  #isAlive = true
  #messages = 0

  constructor(options: LiveSocketOptions) {
    this.caller = options.caller
    this.#options = options
  }

  begin(): void {
    const { socket, wish } = this.#options
    socket.on('message', (data, isBinary) => this.#heard(data, isBinary))
    socket.on('pong', () => {
      this.#isAlive = true
    })
    socket.once('close', () => this.#stop.abort())
    this.#subscribe(wish, true)
  }

  /** Who has been silent since the beat before is gone: a cable was pulled. */
  beat(): void {
    const { socket } = this.#options
    this.#messages = 0
    if (!this.#isAlive) {
      socket.terminate()
      return
    }
    this.#isAlive = false
    socket.ping()
  }

  close(code: number): void {
    this.#stop.abort()
    this.#options.socket.close(code)
  }

  /** The service stops: a word if it gets through, and no waiting for an answer. */
  leave(): void {
    this.close(1001)
    setImmediate(() => this.#options.socket.terminate())
  }

  #heard(data: RawData, isBinary: boolean): void {
    const { socket, clock } = this.#options
    if (socket.readyState !== socket.OPEN) return
    this.#isAlive = true
    this.#messages++
    const message = clientMessageSchema.safeParse(jsonOf(String(data)))
    if (isBinary) this.close(1003)
    else if (!message.success || this.#messages > maxMessages) this.close(closeCodes.refused)
    else if (message.data.type === 'ping') this.#send({ type: 'pong', at: clock.now() })
    else this.#subscribe(message.data, false)
  }

  #subscribe(wish: LiveWish, isFirst: boolean): void {
    if (wish.mall !== undefined && !maySee(this.caller, wish.mall)) {
      this.close(closeCodes.refused)
      return
    }
    this.#stop.abort()
    const stop = new AbortController()
    this.#stop = stop
    // One after the other: `hello` comes first, and nothing of the old one after the word that the new one has begun.
    this.#following = this.#following.then(() => this.#follow(wish, isFirst, stop.signal))
  }

  async #follow(wish: LiveWish, isFirst: boolean, signal: AbortSignal): Promise<void> {
    const { topic, language, log } = this.#options
    try {
      const lastId = await topic.lastId()
      if (isFirst) this.#send({ type: 'hello', lastId })
      if (signal.aborted) return
      const after = Math.min(wish.after ?? lastId, lastId)
      this.#send({ type: 'subscribed', after, isReset: wish.after !== undefined && wish.after > lastId })
      let hasCaughtUp = false
      for await (const batch of topic.follow(after, this.#filterOf(wish), language, signal)) {
        if (signal.aborted) return
        if (hasCaughtUp && batch.behind > maxBehind) return this.close(closeCodes.tooSlow)
        const closing: readonly ServerMessage[] =
          batch.isCaughtUp && !hasCaughtUp ? [{ type: 'caught-up', upTo: batch.upTo }] : []
        hasCaughtUp ||= batch.isCaughtUp
        if (!(await this.#sendAll([...batch.messages, ...closing], signal))) return this.close(closeCodes.tooSlow)
      }
    } catch (error) {
      log.fault('live.follow-failed', error)
      this.close(closeCodes.fault)
    }
  }

  /** Rights are the caller's, whatever was asked for. */
  #filterOf({ mall, job, run, level }: LiveWish): FeedFilter {
    const { malls } = this.caller
    const seen = malls === 'all' ? undefined : malls
    return {
      malls: mall === undefined ? seen : (seen ?? [mallId(mall)]).filter(id => id === mall),
      job: job === undefined ? undefined : jobNameOf(job),
      run,
      level,
    }
  }

  #send(message: ServerMessage): void {
    this.#options.socket.send(JSON.stringify(message))
  }

  /** Waits until the other side's machine has taken the batch; false: it does not keep up. */
  async #sendAll(messages: readonly ServerMessage[], signal: AbortSignal): Promise<boolean> {
    const { socket, clock } = this.#options
    const last = messages.at(-1)
    if (last === undefined) return true
    for (const message of messages.slice(0, -1)) this.#send(message)
    if (socket.bufferedAmount > maxWaitingBytes) return false
    using deadline = clock.deadline(maxTakeMs, signal)
    const taken = Promise.withResolvers<boolean>()
    deadline.signal.addEventListener('abort', () => taken.resolve(signal.aborted), { once: true })
    // Called as well when the connection ends, with an error: then the signal has ended what is followed.
    socket.send(JSON.stringify(last), () => taken.resolve(true))
    // Awaited here: the deadline lives as long as this function.
    return await taken.promise
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
