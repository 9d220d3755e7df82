import { expect, test } from 'vitest'
import { describeOnEachDatabase } from '../../../databases.ts'
import { ask, useWebserver } from '../../webserver.ts'

describeOnEachDatabase('the routes of the configuration', current => {
  const webserver = useWebserver(current, {
    AIRFLOW__WEBSERVER__EXPOSE_CONFIG: 'True',
    AIRFLOW__WEBSERVER__SECRET_KEY: 'never-tell',
    AIRFLOW__DATABASE__SQL_ALCHEMY_CONN: 'mysql://ann:never-tell@db/airflow',
  })

  test('show every section, and no secret', async () => {
    const { body } = await ask(webserver(), 'GET /config', { as: 'op' })
    expect(body.sections.map((section: { name: string }) => section.name)).toContain('webserver')
    expect(JSON.stringify(body)).not.toContain('never-tell')
    const { body: one } = await ask(webserver(), 'GET /config/section/webserver/option/secret_key')
    expect(one.sections).toEqual([{ name: 'webserver', options: [{ key: 'secret_key', value: '< hidden >' }] }])
  })

  test('answer in plain text to who prefers that', async () => {
    const headers = { accept: 'text/plain' }
    const { body } = await ask(webserver(), 'GET /config/section/core/option/parallelism', { headers })
    expect(body).toBe('[core]\nparallelism = 32\n')
  })

  test('do not know what does not exist', async () => {
    expect((await ask(webserver(), 'GET /config?section=nosuch')).body.title).toBe('section not found.')
    const { status, body } = await ask(webserver(), 'GET /config/section/core/option/nosuch')
    expect([status, body.detail]).toEqual([404, 'The option [core/nosuch] is not found in config.'])
  })
})

describeOnEachDatabase('a configuration that is not exposed', current => {
  const webserver = useWebserver(current)
  test('is refused', async () => {
    expect((await ask(webserver(), 'GET /config')).status).toBe(403)
    expect((await ask(webserver(), 'GET /config/section/core/option/parallelism')).status).toBe(403)
  })
})
