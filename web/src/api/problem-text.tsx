import { List, Text } from '@mantine/core'
import type { ReactElement } from 'react'
import { useWords, type Words } from '../language/use-words.ts'
import { ServiceError } from './client.ts'

const de = {
  offline: 'Kontor antwortet nicht. Sobald die Verbindung wieder da ist, versuchen Sie es noch einmal.',
  unknown: 'Das hat nicht geklappt.',
}
const problemWords: Words<typeof de> = {
  de,
  en: {
    offline: 'Kontor does not answer. Try again when the connection is back.',
    unknown: 'That did not work.',
  },
}

/** What went wrong and what to do, in the service's own words. */
export function ProblemText({ error }: { readonly error: unknown }): ReactElement {
  const words = useWords(problemWords)
  const problem = error instanceof ServiceError ? error.problem : undefined
  if (!problem)
    return <Text>{error instanceof ServiceError && error.status === 0 ? words.offline : words.unknown}</Text>
  return (
    <>
      <Text fw={600}>{problem.title}</Text>
      {problem.cure === undefined ? null : <Text>{problem.cure}</Text>}
      {problem.fields === undefined ? null : (
        <List size="sm">
          {problem.fields.map(field => (
            <List.Item key={`${field.path} ${field.problem}`}>
              {field.path}: {field.problem}
            </List.Item>
          ))}
        </List>
      )}
    </>
  )
}
