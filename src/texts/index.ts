export { type Language, hasText, say, titleOf } from './say.ts'
export type { Sentence, Text, Texts } from './text.ts'
