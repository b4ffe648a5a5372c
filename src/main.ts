import { runCommand } from './cli/index.ts'
import { readEnvironment } from './config.ts'

process.exitCode = await runCommand(process.argv.slice(2), readEnvironment())
