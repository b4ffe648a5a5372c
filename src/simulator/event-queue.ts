/** What will happen, by time; what is planned for the same instant happens in the order it was planned. */
export class EventQueue {
  readonly #heap: PlannedEvent[] = []
  #count = 0

  get size(): number {
    return this.#heap.length
  }

  plan(at: number, run: () => void): void {
    this.#heap.push({ at, order: this.#count++, run })
    this.#up(this.#heap.length - 1)
  }

  nextAt(): number | undefined {
    return this.#heap[0]?.at
  }

  /** The next event that is due, taken out; undefined when none is. */
  takeDue(now: number): PlannedEvent | undefined {
    const [first] = this.#heap
    if (!first || first.at > now) return undefined
    const last = this.#heap.pop()
    if (last && this.#heap.length > 0) {
      this.#heap[0] = last
      this.#down(0)
    }
    return first
  }

  #isBefore(a: number, b: number): boolean {
    const one = this.#heap[a]
    const two = this.#heap[b]
    if (!one || !two) return false
    return one.at < two.at || (one.at === two.at && one.order < two.order)
  }

  #swap(a: number, b: number): void {
    const one = this.#heap[a]
    const two = this.#heap[b]
    if (!one || !two) return
    this.#heap[a] = two
    this.#heap[b] = one
  }

  #up(start: number): void {
    let at = start
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (!this.#isBefore(at, parent)) return
      this.#swap(at, parent)
      at = parent
    }
  }

  #down(start: number): void {
    let at = start
    for (;;) {
      const left = 2 * at + 1
      const right = left + 1
      let least = at
      if (this.#isBefore(left, least)) least = left
      if (this.#isBefore(right, least)) least = right
      if (least === at) return
      this.#swap(at, least)
      at = least
    }
  }
}

interface PlannedEvent {
  readonly at: number
  readonly order: number
  readonly run: () => void
}
