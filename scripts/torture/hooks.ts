import { registerHooks } from 'node:module'

// Loaded before the program (`--import`) in children of the torture only; production code knows nothing of it. It edits our own
// source by text while it is loaded: shorter waits, a SIGKILL at a chosen statement, a mistake on purpose.

/** A text of one of our files (path below src/ without its ending), which must be there exactly once, and what it becomes. */
export interface Edit {
  readonly file: string
  readonly from: string
  readonly to: string
}

const wanted = process.env.KONTOR_TORTURE_EDITS
const edits = wanted === undefined ? [] : (JSON.parse(wanted) as readonly Edit[]) // written by kontor-child.ts

const fileOf = (url: string): string | undefined => /\/(?:src|dist)\/([\w/-]+)\.(?:ts|js)$/.exec(url)?.[1]

registerHooks({
  load(url, context, next) {
    const loaded = next(url, context)
    const file = fileOf(url)
    const ours = edits.filter(edit => edit.file === file)
    if (ours.length === 0) return loaded
    return { ...loaded, source: ours.reduce(replaceOnce, String(loaded.source)) }
  },
})

function replaceOnce(text: string, { file, from, to }: Edit): string {
  const parts = text.split(from)
  if (parts.length !== 2) throw new Error(`${file} holds ${parts.length - 1} times, not once: ${from}`)
  return parts.join(to)
}
