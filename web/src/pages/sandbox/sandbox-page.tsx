import type { ReactElement } from 'react'
import { useWords } from '../../language/use-words.ts'
import { PageTitle } from '../../shell/page-title.tsx'
import { shellWords } from '../../shell/shell-words.ts'

export function SandboxPage(): ReactElement {
  const words = useWords(shellWords)
  return <PageTitle title={words.pages.sandbox} />
}
