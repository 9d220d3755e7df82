import { join } from 'node:path'
import { execa } from 'execa'
import { beforeAll, describe, expect, test } from 'vitest'
import { describeOnEachDatabase } from '../databases.ts'
import { pythonEnvironment } from '../python-environment.ts'
import { storeEtl } from './stored-etl.ts'
import { PASSWORD, useWebserver } from './webserver.ts'

const programs = pythonEnvironment({ name: 'airflow-client-2.10', packages: ['apache-airflow-client==2.10.*'] })
const PROGRAM = join(import.meta.dirname, 'fixtures/every-endpoint.py')
const ENV = { AIRFLOW__CORE__TEST_CONNECTION: 'Enabled', AIRFLOW__WEBSERVER__EXPOSE_CONFIG: 'True' }

describe.skipIf(programs === null)('The Python package apache-airflow-client 2.10', () => {
  describeOnEachDatabase('calls every endpoint it has', current => {
    const webserver = useWebserver(current, ENV)
    beforeAll(() => storeEtl(current()))

    test('and gets the answers that its models expect', { timeout: 60_000 }, async () => {
      const address = await webserver().server.listen({ host: '127.0.0.1', port: 0 })
      const python = join(programs as string, 'python')
      const { all, exitCode } = await execa(python, [PROGRAM, address, PASSWORD], { all: true, reject: false })
      expect([exitCode, all]).toEqual([0, expect.stringMatching(/^called \d+ endpoints$/)])
    })
  })
})
