import { crashAnywhere } from '../support/crash-sweep-tests.ts'

await crashAnywhere('stock')
