import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { queryClient } from './api/queries.ts'
import { SessionGate } from './session/session-gate.tsx'
import { Shell } from './shell/shell.tsx'
import { theme } from './theme.ts'

// The same name is read before the first paint, in public/color-scheme.js.
const colorSchemes = localStorageColorSchemeManager({ key: 'kontor-color-scheme' })

export function App(): ReactElement {
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" colorSchemeManager={colorSchemes}>
      <QueryClientProvider client={queryClient}>
        <SessionGate>
          <Shell />
        </SessionGate>
      </QueryClientProvider>
    </MantineProvider>
  )
}
