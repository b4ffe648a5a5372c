import { Alert, Button, PasswordInput, Stack, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { FormEvent, ReactElement } from 'react'
import { ask } from '../api/client.ts'
import { ProblemText } from '../api/problem-text.tsx'
import { useWords } from '../language/use-words.ts'
import { EntryCard } from './entry-card.tsx'
import { sessionWords } from './session-words.ts'

interface LinkPageProps {
  /** `setup`, `invite` or `reset`. */
  readonly kind: string
  readonly token: string
}

/** What a one-time link opens: the first account, an invitation, or a new password. */
export function LinkPage({ kind, token }: LinkPageProps): ReactElement {
  const words = useWords(sessionWords)
  const redeem = useMutation({
    mutationFn: (body: Record<string, string>) =>
      ask('/api/links/redeem', { method: 'POST', body: { ...body, token } }),
  })
  const isReset = kind === 'reset'
  const title = isReset ? words.resetTitle : kind === 'invite' ? words.inviteTitle : words.setupTitle
  if (redeem.isSuccess)
    return (
      <EntryCard title={title} text={words.done}>
        <Button onClick={() => location.assign('/')}>{words.toLogin}</Button>
      </EntryCard>
    )
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    redeem.mutate(Object.fromEntries([...form].map(([name, value]) => [name, String(value)])))
  }
  return (
    <EntryCard title={title} {...(kind === 'setup' ? { text: words.setupText } : {})}>
      <form onSubmit={submit}>
        <Stack>
          {redeem.error ? (
            <Alert color="red" role="alert">
              <ProblemText error={redeem.error} />
            </Alert>
          ) : null}
          {isReset ? null : (
            <>
              <TextInput name="name" label={words.name} autoComplete="name" required autoFocus />
              <TextInput name="email" type="email" label={words.email} autoComplete="username" required />
            </>
          )}
          <PasswordInput
            name="password"
            label={words.newPassword}
            description={words.passwordRule}
            autoComplete="new-password"
            required
          />
          <Button type="submit" loading={redeem.isPending}>
            {isReset ? words.save : words.create}
          </Button>
        </Stack>
      </form>
    </EntryCard>
  )
}
