import { useQuery } from '@tanstack/react-query'
import type { HeldOverview } from '../../../src/api/contract.ts'
import { ask, queryOf } from '../api/client.ts'
import { useChosenMall } from './mall-choice.tsx'

/** What waits for a person, by reason: the badge, the headline and the page are this one question. */
export function useHeld(): HeldOverview | undefined {
  const mall = useChosenMall()
  const { data } = useQuery({
    queryKey: ['held', mall],
    queryFn: ({ signal }) => ask<HeldOverview>(`/api/held${queryOf({ mall })}`, { signal }),
  })
  return data
}

export const useHeldCount = (): number | undefined => useHeld()?.groups.reduce((sum, group) => sum + group.count, 0)
