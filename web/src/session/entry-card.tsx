import { Center, Group, Stack, Text, Title } from '@mantine/core'
import type { ReactElement, ReactNode } from 'react'
import { LanguageSwitch } from '../shell/language-switch.tsx'

interface EntryCardProps {
  readonly title: string
  readonly text?: string
  readonly children?: ReactNode
}

/** The one card of the pages before the door. */
export function EntryCard({ title, text, children }: EntryCardProps): ReactElement {
  return (
    <Center mih="100dvh" p="md" component="main">
      <Stack className="card" p="xl" w="100%" maw={420} gap="md">
        <Group justify="space-between" align="start" wrap="nowrap">
          <Title order={1} size="h3">
            {title}
          </Title>
          <LanguageSwitch />
        </Group>
        {text === undefined ? null : <Text c="dimmed">{text}</Text>}
        {children}
      </Stack>
    </Center>
  )
}
