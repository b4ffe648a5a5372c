import { inspect } from 'node:util'

/** A value that prints, serialises and spreads as `[secret]`. `reveal` is called only where a test allows it. */
export class Secret {
  readonly #value: string
  constructor(value: string) {
    this.#value = value
  }
  /** The value itself; `purpose` says why, for the reader and for the architecture test. */
  reveal(_purpose: string): string {
    return this.#value
  }
  toString(): string {
    return '[secret]'
  }
  toJSON(): string {
    return '[secret]'
  }
  [inspect.custom](): string {
    return '[secret]'
  }
}

/** Personal data of a buyer (name, street, e-mail …): prints and serialises as `[personal]`. */
export class Personal<T = string> {
  readonly #value: T
  constructor(value: T) {
    this.#value = value
  }
  /** The value itself; `purpose` says why, for the reader and for the architecture test. */
  reveal(_purpose: string): T {
    return this.#value
  }
  toString(): string {
    return '[personal]'
  }
  toJSON(): string {
    return '[personal]'
  }
  [inspect.custom](): string {
    return '[personal]'
  }
}
