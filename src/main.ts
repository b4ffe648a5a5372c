import { runCommand } from './cli/index.ts'
import { readEnvironment } from './config.ts'
import { keepHeapSmall } from './lib/index.ts'

keepHeapSmall()
process.exitCode = await runCommand(process.argv.slice(2), readEnvironment())
