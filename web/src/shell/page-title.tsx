import { Group, Stack, Text, Title } from '@mantine/core'
import { type ReactElement, type ReactNode, useEffect } from 'react'

interface PageTitleProps {
  /** The sentence that answers “is all right, and if not, what do I do?”. The page's one h1. */
  readonly title: string
  /** For the browser's tab, when the title is a long sentence. */
  readonly tab?: string
  readonly text?: ReactNode
  /** Buttons of the whole page. */
  readonly children?: ReactNode
}

export function PageTitle({ title, tab, text, children }: PageTitleProps): ReactElement {
  useEffect(() => {
    document.title = `${tab ?? title} · Kontor`
  }, [tab, title])
  return (
    <Group justify="space-between" align="start" mb="md" gap="sm">
      <Stack gap={2}>
        <Title order={1} size="h3" tabIndex={-1} id="page-title">
          {title}
        </Title>
        {text === undefined ? null : (
          <Text c="dimmed" size="sm">
            {text}
          </Text>
        )}
      </Stack>
      {children === undefined ? null : <Group gap="xs">{children}</Group>}
    </Group>
  )
}
