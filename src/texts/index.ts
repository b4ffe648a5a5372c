export { hasLabel, type LabelGroup, label } from './labels.ts'
export { hasText, type Language, say, titleOf } from './say.ts'
export type { Sentence, Text, Texts } from './text.ts'
