/** A source text in two shapes of the same length, so that a place in one is a place in the other. */
export interface ScannedSource {
  /** Comments and the insides of strings are spaces; code inside `${…}` stays. */
  readonly code: string
  readonly text: string
}

/** Where a source names another file: import, re-export, dynamic import, or a URL for a worker. */
export interface ImportOf {
  /** As written; undefined when it is computed and nobody can tell. */
  readonly specifier: string | undefined
  readonly line: number
}

/** Blanks what is not code. TypeScript 7 has no API for programs yet, and for these rules a lexer is enough. */
export function scanSource(text: string): ScannedSource {
  const out = text.split('')
  const blank = (from: number, to: number): void => {
    for (let at = from; at < to; at++) if (out[at] !== '\n') out[at] = ' '
  }
  /** From `at` in code to the end, or to the brace that closes a `${`; returns the place after it. */
  const scanCode = (start: number, isNested: boolean): number => {
    let depth = 0
    let at = start
    while (at < text.length) {
      const here = text[at]
      const two = text.slice(at, at + 2)
      if (two === '//' || two === '/*') {
        const end = two === '//' ? text.indexOf('\n', at) : text.indexOf('*/', at + 2) + 2
        const to = end < 2 ? text.length : end
        blank(at, to)
        at = to
      } else if (here === "'" || here === '"') {
        at = scanString(at, here)
      } else if (here === '`') {
        at = scanTemplate(at)
      } else if (here === '/' && startsRegex(text, at)) {
        at = scanRegex(at)
      } else {
        if (here === '{') depth++
        if (here === '}' && depth-- === 0 && isNested) return at + 1
        at++
      }
    }
    return at
  }
  const scanString = (start: number, quote: string): number => {
    let at = start + 1
    while (at < text.length && text[at] !== quote && text[at] !== '\n') at += text[at] === '\\' ? 2 : 1
    blank(start + 1, Math.min(at, text.length))
    return at + 1
  }
  const scanTemplate = (start: number): number => {
    let at = start + 1
    while (at < text.length && text[at] !== '`') {
      if (text.startsWith('${', at)) {
        at = scanCode(at + 2, true)
        continue
      }
      const length = text[at] === '\\' ? 2 : 1
      blank(at, at + length)
      at += length
    }
    return at + 1
  }
  const scanRegex = (start: number): number => {
    let isInClass = false
    let at = start + 1
    while (at < text.length && text[at] !== '\n' && (isInClass || text[at] !== '/')) {
      if (text[at] === '[') isInClass = true
      if (text[at] === ']') isInClass = false
      at += text[at] === '\\' ? 2 : 1
    }
    blank(start + 1, Math.min(at, text.length))
    return at + 1
  }
  scanCode(0, false)
  return { code: out.join(''), text }
}

/** A slash divides after a value and opens a regular expression after anything else. */
function startsRegex(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 20), at).trimEnd()
  if (/\b(return|typeof|case|in|of|do|else|void|throw|yield|await)$/.test(before)) return true
  return !/[\w$)\]}'"`]$/.test(before)
}

const lineAt = (text: string, at: number): number => text.slice(0, at).split('\n').length

/** Places in the code where `pattern` (with flag g) matches, as line numbers. */
export function linesWith(source: ScannedSource, pattern: RegExp): number[] {
  return [...source.code.matchAll(pattern)].map(match => lineAt(source.code, match.index))
}

const importForms: readonly RegExp[] = [
  /\b(?:import|export)\b[^'"`;=()]*?\bfrom\s*(?:'(?<single> *)'|"(?<double> *)")/dg,
  /\bimport\s*(?:'(?<single> *)'|"(?<double> *)")/dg,
  /(?<![.\w$])import\s*\(\s*(?:'(?<single> *)'|"(?<double> *)")?/dg,
]
const workerForm = /\bnew URL\(\s*(?:'(?<single> *)'|"(?<double> *)")\s*,\s*import\.meta\.url/dg

export function importsOf(source: ScannedSource): ImportOf[] {
  const found = importForms.flatMap(form => readForm(source, form))
  const workers = readForm(source, workerForm).filter(({ specifier }) => specifier && /\.[cm]?[jt]sx?$/.test(specifier))
  return [...found, ...workers]
}

function readForm(source: ScannedSource, form: RegExp): ImportOf[] {
  return [...source.code.matchAll(form)].map(match => {
    const place = match.indices?.groups?.single ?? match.indices?.groups?.double
    return { specifier: place && source.text.slice(...place), line: lineAt(source.code, match.index) }
  })
}
