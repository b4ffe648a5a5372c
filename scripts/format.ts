import { runTool, toolScript } from './tool.ts'

const paths = process.argv.slice(2)
const biome = toolScript('@biomejs/biome', 'biome')
const { code } = await runTool(biome, ['check', '--write', ...(paths.length > 0 ? paths : ['.'])], { show: true })
process.exitCode = code
