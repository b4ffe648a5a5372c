import { useRegisterSW } from 'virtual:pwa-register/react'
import { Button, Group, Text } from '@mantine/core'
import { type ReactElement, useSyncExternalStore } from 'react'
import { useWords } from '../language/use-words.ts'
import { useLineState } from '../live/live-line.ts'
import classes from './shell.module.css'
import { shellWords } from './shell-words.ts'

/** What nobody may overlook, from top to bottom: practice, offline, a new version. */
export function Bars({ isSandbox }: { readonly isSandbox: boolean }): ReactElement {
  const words = useWords(shellWords)
  const line = useLineState()
  const isOnline = useOnline()
  const {
    needRefresh: [isNewVersion],
    updateServiceWorker,
  } = useRegisterSW()
  return (
    <>
      {isSandbox ? (
        <Text className={classes.bar} data-bar="sandbox" size="sm">
          {words.sandboxBar}
        </Text>
      ) : null}
      {!isOnline || line === 'offline' ? (
        <Text className={classes.bar} data-bar="offline" size="sm" role="status">
          {words.offline}
        </Text>
      ) : null}
      {isNewVersion ? (
        <Group className={classes.bar} data-bar="version" justify="space-between" role="status">
          <Text size="sm">{words.newVersion}</Text>
          {/* Never by itself: somebody may be in the middle of a form. */}
          <Button size="compact-sm" onClick={() => void updateServiceWorker(true)}>
            {words.reload}
          </Button>
        </Group>
      ) : null}
    </>
  )
}

const useOnline = (): boolean =>
  useSyncExternalStore(
    listener => {
      addEventListener('online', listener)
      addEventListener('offline', listener)
      return () => {
        removeEventListener('online', listener)
        removeEventListener('offline', listener)
      }
    },
    () => navigator.onLine,
  )
