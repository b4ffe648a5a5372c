import { NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { useLocation, useSearchParams } from 'wouter'
import type { MallView } from '../../../src/api/contract.ts'
import { ask } from '../api/client.ts'
import { useWords } from '../language/use-words.ts'
import { shellWords } from './shell-words.ts'

/** All malls the signed-in person may see. */
export function useMalls(): readonly MallView[] | undefined {
  const { data } = useQuery({
    queryKey: ['malls'],
    queryFn: ({ signal }) => ask<{ malls: readonly MallView[] }>('/api/malls', { signal }),
    staleTime: 60_000,
  })
  return data?.malls
}

/** The mall the pages are about, from the address; undefined: all of them. */
export function useChosenMall(): string | undefined {
  const [search] = useSearchParams()
  return search.get('mall') ?? undefined
}

/** The choice stands in the address, so it can be shared. With one shop there is none. */
export function MallChoice(): ReactElement | null {
  const words = useWords(shellWords)
  const malls = useMalls()
  const chosen = useChosenMall()
  const [path, navigate] = useLocation()
  if (!malls || malls.length < 2) return null
  return (
    <NativeSelect
      size="xs"
      aria-label={words.mall}
      value={chosen ?? ''}
      onChange={event =>
        navigate(event.currentTarget.value === '' ? path : `${path}?mall=${event.currentTarget.value}`)
      }
      data={[{ value: '', label: words.allMalls }, ...malls.map(mall => ({ value: mall.id, label: mall.title }))]}
    />
  )
}
