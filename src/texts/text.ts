/** A sentence in both languages. `{name}` is replaced by the parameter of that name. */
export interface Sentence {
  readonly de: string
  readonly en: string
}

/**
 * What a merchant reads for one code: what happened (`title`), in plain words, and what to do about it (`cure`).
 * Log lines need no cure.
 */
export interface Text {
  readonly title: Sentence
  readonly cure?: Sentence
}

export type Texts = Readonly<Record<string, Text>>
