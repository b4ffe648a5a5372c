export { openSandbox, type Sandbox, type SandboxMall, type SandboxOptions } from './sandbox.ts'
