import { Button } from '@mantine/core'
import type { ReactElement } from 'react'
import { chooseLanguage } from '../language/language.ts'
import { useLanguage } from '../language/use-words.ts'

/** One click between the two languages; the label is in the other one, for whoever cannot read this one. */
export function LanguageSwitch(): ReactElement {
  const language = useLanguage()
  const other = language === 'de' ? 'en' : 'de'
  return (
    <Button variant="subtle" size="compact-sm" lang={other} onClick={() => chooseLanguage(other)}>
      {other === 'de' ? 'Deutsch' : 'English'}
    </Button>
  )
}
