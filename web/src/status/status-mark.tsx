import type { ReactElement } from 'react'
import classes from './status.module.css'
import type { Family } from './status-family.ts'

const shapes: Readonly<Record<Family, ReactElement>> = {
  waits: <circle cx="12" cy="12" r="7.5" fill="none" stroke="currentColor" strokeWidth="2" />,
  moves: (
    <>
      <circle cx="12" cy="12" r="7.5" fill="none" stroke="currentColor" strokeWidth="2" />
      <path d="M12 4.5a7.5 7.5 0 0 1 0 15z" fill="currentColor" />
    </>
  ),
  halfway: (
    <path
      d="M5 12.5l4.5 4.5L19 7.5"
      fill="none"
      stroke="currentColor"
      strokeWidth="2.5"
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  ),
  confirmed: (
    <path
      d="M1.5 13l4.2 4.2L14 8.9M10.8 16l1.4 1.2L22 7.4"
      fill="none"
      stroke="currentColor"
      strokeWidth="2.3"
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  ),
  needsYou: (
    <>
      <path d="M12 3.5L21.5 20h-19z" fill="none" stroke="currentColor" strokeWidth="2" strokeLinejoin="round" />
      <path d="M12 10v4.5M12 17v.3" stroke="currentColor" strokeWidth="2.2" strokeLinecap="round" />
    </>
  ),
  stands: (
    <>
      <path
        d="M8.2 3h7.6L21 8.2v7.6L15.8 21H8.2L3 15.8V8.2z"
        fill="none"
        stroke="currentColor"
        strokeWidth="2"
        strokeLinejoin="round"
      />
      <path d="M12 7.5v5.5M12 16.3v.3" stroke="currentColor" strokeWidth="2.2" strokeLinecap="round" />
    </>
  ),
  ended: (
    <>
      <circle cx="12" cy="12" r="7.5" fill="none" stroke="currentColor" strokeWidth="2" />
      <path d="M6.8 17.2L17.2 6.8" stroke="currentColor" strokeWidth="2" />
    </>
  ),
}

interface StatusMarkProps {
  readonly family: Family
  /** In the page's language. A mark never stands without its word. */
  readonly text: string
  /** The tinted form, for tables and headings. */
  readonly isChip?: boolean
}

/** A state as a shape and a word; the colour only repeats them. */
export function StatusMark({ family, text, isChip = false }: StatusMarkProps): ReactElement {
  return (
    <span className={isChip ? classes.chip : classes.mark} data-family={family}>
      <svg
        viewBox="0 0 24 24"
        width={family === 'confirmed' ? 24 : 18}
        height={family === 'confirmed' ? 24 : 18}
        aria-hidden="true"
        focusable="false"
      >
        {shapes[family]}
      </svg>
      <span>{text}</span>
    </span>
  )
}
