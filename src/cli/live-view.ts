import type { Clock } from '../lib/index.ts'
import type { WorldLine } from '../simulator/index.ts'
import { timeOfDay } from './local-format.ts'
import type { Streams, Terminal } from './terminal.ts'
import { cutText } from './text-width.ts'
import { actorName, type WorldNews, worldNews } from './world-words.ts'

export interface LiveViewOptions {
  readonly streams: Streams
  readonly terminal: Terminal
  readonly clock: Clock
  readonly timeZone: string
  /** A TEMU skuId as the shop calls it. */
  skuName(skuId: string): string
}

type Who = WorldLine['who'] | 'kontor'

/**
 * Lines of who did what, in the order of time. Many of one kind at once become one line, so that a burst stays readable.
 * On a terminal the last line is a status that is drawn anew.
 */
export class LiveView {
  readonly #options: LiveViewOptions
  readonly #waiting = new Map<string, { readonly who: Who; readonly at: number; readonly news: WorldNews[] }>()
  #status = ''
  #isDrawn = false

  constructor(options: LiveViewOptions) {
    this.#options = options
  }

  world(line: WorldLine): void {
    const text = line.text.replace(/\b\d{10,}\b/g, id => this.#options.skuName(id))
    const news = worldNews(text) ?? { kind: text, order: '', one: { de: text, en: text }, many: { de: text, en: text } }
    const key = `${line.who}/${news.kind}`
    const group = this.#waiting.get(key) ?? { who: line.who, at: line.at, news: [] }
    group.news.push(news)
    this.#waiting.set(key, group)
  }

  /** What Kontor itself did. Tells what the world did before it first. */
  kontor(text: string): void {
    this.flush()
    this.#line('kontor', this.#options.clock.now(), text)
  }

  heading(text: string): void {
    this.flush()
    this.#erase()
    this.#options.terminal.line()
    this.#options.terminal.line(`── ${text}`)
    this.#draw()
  }

  status(text: string): void {
    this.#status = text
    this.#draw()
  }

  /** Tells what has gathered. */
  flush(): void {
    const { language } = this.#options.terminal
    for (const { who, at, news } of [...this.#waiting.values()].sort((a, b) => a.at - b.at)) {
      const [first] = news
      if (!first) continue
      if (news.length <= 2) for (const each of news) this.#line(who, at, each.one[language])
      else this.#line(who, at, `${news.length} ${first.many[language]}`)
    }
    this.#waiting.clear()
  }

  stop(): void {
    this.flush()
    this.#erase()
    this.#status = ''
  }

  #line(who: Who, at: number, text: string): void {
    const { terminal, timeZone, streams } = this.#options
    this.#erase()
    const name = actorName(who, terminal.language).padEnd(9)
    const columns = streams.out.isTTY === true ? (streams.out.columns ?? 80) : Number.POSITIVE_INFINITY
    terminal.line(cutText(`${timeOfDay(at, timeZone, terminal.language)}  ${name}  ${text}`, columns))
    this.#draw()
  }

  #draw(): void {
    const { streams } = this.#options
    if (streams.out.isTTY !== true || this.#status === '') return
    streams.out.write(`\r\u001b[K${cutText(this.#status, (streams.out.columns ?? 80) - 1)}`)
    this.#isDrawn = true
  }

  #erase(): void {
    if (this.#isDrawn) this.#options.streams.out.write('\r\u001b[K')
    this.#isDrawn = false
  }
}
