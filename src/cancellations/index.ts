export { fetchCancellations } from './fetch-cancellations.ts'
