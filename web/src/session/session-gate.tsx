import { Button, Center, Loader, Stack, Text } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { lazy, type ReactElement, type ReactNode, Suspense, useEffect } from 'react'
import { onSignedOut } from '../api/client.ts'
import { useWords } from '../language/use-words.ts'
import { jobsLine } from '../live/live-line.ts'
import { sessionQuery } from './session.ts'
import { sessionWords } from './session-words.ts'

const LoginPage = lazy(() => import('./login-page.tsx').then(page => ({ default: page.LoginPage })))
const LinkPage = lazy(() => import('./link-page.tsx').then(page => ({ default: page.LinkPage })))

/** What a one-time link brings behind the #: `#setup=…`, `#invite=…`, `#reset=…`. */
const linkInAddress = /^#(setup|invite|reset)=([\w-]{10,200})$/

/** Read once: the token leaves the address bar at once, or it would be copied with it and stay in the history. */
function takeLink(): { readonly kind: string; readonly token: string } | undefined {
  const [, kind, token] = linkInAddress.exec(location.hash) ?? []
  if (kind === undefined || token === undefined) return undefined
  history.replaceState(null, '', '/')
  return { kind, token }
}
const link = takeLink()

/** Lets through who is signed in; everybody else signs in, or uses a link. */
export function SessionGate({ children }: { readonly children: ReactNode }): ReactElement {
  const words = useWords(sessionWords)
  const client = useQueryClient()
  const { data: session, error, refetch } = useQuery(sessionQuery)
  const isSignedIn = session?.caller != null

  useEffect(
    () =>
      onSignedOut(() => {
        void client.invalidateQueries({ queryKey: sessionQuery.queryKey })
      }),
    [client],
  )
  useEffect(() => {
    if (!isSignedIn) return
    jobsLine.open()
    return () => jobsLine.close()
  }, [isSignedIn])

  if (session === undefined)
    return (
      <Center mih="100dvh" p="md">
        {error ? (
          <Stack align="center" role="alert">
            <Text>{words.noAnswer}</Text>
            <Button onClick={() => void refetch()}>{words.tryAgain}</Button>
          </Stack>
        ) : (
          <Loader aria-label={words.loading} />
        )}
      </Center>
    )
  if (link)
    return (
      <Suspense fallback={null}>
        <LinkPage {...link} />
      </Suspense>
    )
  if (!isSignedIn)
    return (
      <Suspense fallback={null}>
        <LoginPage isNew={session.isNew} />
      </Suspense>
    )
  return <>{children}</>
}
