import { useSyncExternalStore } from 'react'
import { currentLanguage, type Language, onLanguage } from './language.ts'

/** The sentences of one page, in both languages and with the same names. */
export type Words<Names> = Readonly<Record<Language, Names>>

/** The language the page speaks now. */
export const useLanguage = (): Language => useSyncExternalStore(onLanguage, currentLanguage)

/** A page's sentences in that language: `const words = useWords(heldWords)`. */
export const useWords = <Names>(words: Words<Names>): Names => words[useLanguage()]
