export {
  crashAt,
  crashPoints,
  type Depth,
  outsideEffects,
  problemsOf,
  runScenario,
  type ScenarioRun,
} from './crash-sweep.ts'
export type { Life, Passing } from './life.ts'
export { openSandbox, type Sandbox, type SandboxMall, type SandboxOptions } from './sandbox.ts'
export { type Outcome, Simulation, type SimulationOptions } from './simulation.ts'
export type { CrashPoint, Standstill } from './trace.ts'
