import { join } from 'node:path'
import { execa } from 'execa'
import { beforeAll, describe, expect, test } from 'vitest'
import { describeOnEachDatabase } from '../databases.ts'
import { pythonEnvironment } from '../python-environment.ts'
import { storeEtl } from './stored-etl.ts'
import { PASSWORD, useWebserver } from './webserver.ts'

const programs = pythonEnvironment({ name: 'schemathesis-4', packages: ['schemathesis==4.*'] })

/** No fault of the server's own, and answers as the document says. */
const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_schema_conformance',
]
const SECONDS = 50

describe.skipIf(programs === null)('Schemathesis, given the OpenAPI document', () => {
  describeOnEachDatabase('fuzzes the API', current => {
    const webserver = useWebserver(current, { AIRFLOW__WEBSERVER__EXPOSE_CONFIG: 'True' })
    beforeAll(() => storeEtl(current()))

    test('and finds no fault', { timeout: SECONDS * 4000 }, async () => {
      const address = await webserver().server.listen({ host: '127.0.0.1', port: 0 })
      const { all, exitCode } = await execa(
        join(programs as string, 'schemathesis'),
        [
          ...['run', `${address}/api/v1/openapi.json`, '--url', address, '--auth', `admin:${PASSWORD}`],
          ...['--checks', CHECKS.join(), '--phases', 'coverage,fuzzing', '--max-examples', '5', '--workers', '1'],
          ...['--max-time', String(SECONDS), '--seed', '1', '--no-color', '--warnings', 'off'],
          // Waiting for addresses that somebody made up is not what is tested here.
          ...['--exclude-operation-id', 'test_connection'],
        ],
        { all: true, reject: false, cwd: webserver().home },
      )
      expect([exitCode, webserver().lines.filter(line => / failed: /.test(line)), all]).toEqual([
        0,
        [],
        expect.stringContaining('No issues found'),
      ])
    })
  })
})
