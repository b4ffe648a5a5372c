export { type FetchCancellationsNeeds, fetchCancellations } from './fetch-cancellations.ts'
