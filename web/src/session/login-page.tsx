import { Alert, Button, PasswordInput, Stack, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, type ReactElement, useState } from 'react'
import { ask } from '../api/client.ts'
import { ProblemText } from '../api/problem-text.tsx'
import { useWords } from '../language/use-words.ts'
import { EntryCard } from './entry-card.tsx'
import { sessionQuery } from './session.ts'
import { sessionWords } from './session-words.ts'

/** better-auth's answer when the password was right and the account has a second factor. */
interface SignInAnswer {
  readonly twoFactorRedirect?: boolean
}

export function LoginPage({ isNew }: { readonly isNew: boolean }): ReactElement {
  const words = useWords(sessionWords)
  const [isCodeAsked, setCodeAsked] = useState(false)
  if (isNew) return <EntryCard title={words.newTitle} text={words.newText} />
  return isCodeAsked ? <CodeForm /> : <PasswordForm onCodeAsked={() => setCodeAsked(true)} />
}

function PasswordForm({ onCodeAsked }: { readonly onCodeAsked: () => void }): ReactElement {
  const words = useWords(sessionWords)
  const client = useQueryClient()
  const signIn = useMutation({
    mutationFn: (body: { readonly email: string; readonly password: string }) =>
      ask<SignInAnswer>('/api/auth/sign-in/email', { method: 'POST', body }),
    onSuccess: answer => {
      if (answer.twoFactorRedirect) onCodeAsked()
      else void client.invalidateQueries({ queryKey: sessionQuery.queryKey })
    },
  })
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    signIn.mutate({ email: String(form.get('email')), password: String(form.get('password')) })
  }
  return (
    <EntryCard title={words.title}>
      <form onSubmit={submit}>
        <Stack>
          {signIn.error ? (
            <Alert color="red" role="alert">
              <ProblemText error={signIn.error} />
            </Alert>
          ) : null}
          <TextInput name="email" type="email" label={words.email} autoComplete="username" required autoFocus />
          <PasswordInput name="password" label={words.password} autoComplete="current-password" required />
          <Button type="submit" loading={signIn.isPending}>
            {words.signIn}
          </Button>
        </Stack>
      </form>
    </EntryCard>
  )
}

function CodeForm(): ReactElement {
  const words = useWords(sessionWords)
  const client = useQueryClient()
  const verify = useMutation({
    mutationFn: (code: string) =>
      ask(`/api/auth/two-factor/verify-${/^\d{6}$/.test(code) ? 'totp' : 'backup-code'}`, {
        method: 'POST',
        body: { code },
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: sessionQuery.queryKey }),
  })
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    verify.mutate(String(new FormData(event.currentTarget).get('code')).trim())
  }
  return (
    <EntryCard title={words.codeTitle}>
      <form onSubmit={submit}>
        <Stack>
          {verify.error ? (
            <Alert color="red" role="alert">
              <ProblemText error={verify.error} />
            </Alert>
          ) : null}
          <TextInput
            name="code"
            label={words.code}
            description={words.codeHint}
            autoComplete="one-time-code"
            required
            autoFocus
          />
          <Button type="submit" loading={verify.isPending}>
            {words.confirm}
          </Button>
        </Stack>
      </form>
    </EntryCard>
  )
}
