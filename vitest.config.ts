import { existsSync } from 'node:fs'
import { defineConfig } from 'vitest/config'

const globalSetup = 'test/global-setup.ts'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/fixtures/**'],
    globalSetup: existsSync(globalSetup) ? [globalSetup] : [],
    pool: 'forks',
    maxWorkers: 2,
    // A fresh process for each file costs more than most files take. A test that changes what its process shares
    // (environment, working directory, signal handlers) puts it back.
    isolate: false,
    execArgv: ['--disable-warning=ExperimentalWarning'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    teardownTimeout: 20_000,
  },
})
