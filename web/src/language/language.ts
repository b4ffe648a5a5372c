export type Language = 'de' | 'en'

const key = 'kontor-language'
let language: Language = stored() ?? (navigator.language.startsWith('de') ? 'de' : 'en')
const listeners = new Set<() => void>()

function stored(): Language | undefined {
  const value = localStorage.getItem(key)
  return value === 'de' || value === 'en' ? value : undefined
}

export const currentLanguage = (): Language => language

export function chooseLanguage(chosen: Language): void {
  language = chosen
  localStorage.setItem(key, chosen)
  document.documentElement.lang = chosen
  for (const listener of listeners) listener()
}

export function onLanguage(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

document.documentElement.lang = language
