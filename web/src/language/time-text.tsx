import { Tooltip } from '@mantine/core'
import type { ReactElement } from 'react'
import { useNow } from './now.ts'
import { deadline, exactTime, pastTime } from './time.ts'
import { useLanguage } from './use-words.ts'

interface TimeTextProps {
  /** ms UTC. */
  readonly at: number
  /** `past`: how long ago; `deadline`: how long is left. */
  readonly kind?: 'past' | 'deadline'
}

/** An instant in words that tick along, with its full form on hover and focus. */
export function TimeText({ at, kind = 'past' }: TimeTextProps): ReactElement {
  const language = useLanguage()
  const now = useNow()
  return (
    <Tooltip label={exactTime(at, language)} events={{ hover: true, focus: true, touch: true }}>
      <time dateTime={new Date(at).toISOString()} className="time">
        {kind === 'past' ? pastTime(at, now, language) : deadline(at, now, language)}
      </time>
    </Tooltip>
  )
}
