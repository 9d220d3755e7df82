import { existsSync } from 'node:fs'
import { defineConfig } from 'vitest/config'
import { whyNoRoots } from './test/lab/debian/root-file-system.ts'

const globalSetup = 'test/global-setup.ts'

/** Tests whose behaviour lives in the server: they run once more on MySQL 9 and RabbitMQ 4 together. */
const onNewestServers = [
  'test/db/*.test.ts',
  'test/db/{mysql,schema}/*.test.ts',
  'test/scheduler/{create-runs,queue-tasks,recovery,scheduler,several-schedulers,statements}.test.ts',
  'test/queue/**/*.test.ts',
  'test/worker/celery/*.test.ts',
  'test/integration/celery-{client,cluster}.test.ts',
  'test/flower/*flower.test.ts',
  'test/stacks/provider/resources/{mysql,rabbitmq}.test.ts',
]

export default defineConfig({
  test: {
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
    projects: [
      { extends: true, test: { name: 'installed servers', include: ['test/**/*.test.ts'] } },
      ...newestServers(),
    ],
  },
})

function newestServers() {
  const name = 'MySQL 9, RabbitMQ 4'
  const reason = whyNoRoots()
  if (reason !== null) {
    console.error(`Skipped: tests on ${name}: ${reason}`)
    return []
  }
  const env = { SLIPSTREAM_TEST_SERVERS: 'newest' }
  const test = { name, env, include: onNewestServers, globalSetup: ['test/newest-servers.ts'] }
  return [{ extends: true as const, test }]
}
