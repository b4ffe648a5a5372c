import type { ReactElement } from 'react'
import { useWords } from '../language/use-words.ts'
import { useLineState } from '../live/live-line.ts'
import classes from './shell.module.css'
import { shellWords } from './shell-words.ts'

/** Is what the page shows of this moment? */
export function LineChip(): ReactElement {
  const words = useWords(shellWords)
  const state = useLineState()
  return (
    <span className={classes.line} data-line={state} title={state === 'live' ? words.live : words.cut}>
      <span className={classes.dot} aria-hidden="true" />
      <span className={state === 'live' ? classes.wide : classes.lineText}>
        {state === 'live' ? words.live : words.cut}
      </span>
    </span>
  )
}
