import { QueryClient } from '@tanstack/react-query'
import { ServiceError } from './client.ts'

/** What was read stays on the page while it is read again; without the live line it is read again every 15 s. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      gcTime: 600_000,
      refetchOnWindowFocus: true,
      // The service itself says what is worth another try: it did not answer, or it is busy.
      retry: (failures, error) =>
        failures < 2 && error instanceof ServiceError && (error.status === 0 || error.status === 503),
    },
    mutations: { retry: false },
  },
})
