import { expect, test } from 'vitest'
import { describeOnEachDatabase } from '../../../databases.ts'
import { useWebserver } from '../../webserver.ts'
import { askPage } from '../ask-page.ts'

interface Line {
  readonly key: string
}

describeOnEachDatabase('the page of the configuration', current => {
  const webserver = useWebserver(current, {
    AIRFLOW__WEBSERVER__EXPOSE_CONFIG: 'non-sensitive-only',
    AIRFLOW__CORE__PARALLELISM: '7',
    AIRFLOW__SMTP__SMTP_PASSWORD_CMD: 'echo never-tell',
    AIRFLOW__CELERY__BROKER_URL_CMD: 'false',
  })
  const lineOf = async (section: string, key: string): Promise<object> => {
    const { sections } = await askPage(webserver(), '/config', 'op')
    const { options } = sections.find(({ name }: { name: string }) => name === section)
    return options.find((line: Line) => line.key === key)
  }

  test('says where each value came from, and what it would be otherwise', async () => {
    expect(await lineOf('core', 'parallelism')).toMatchObject({
      value: '7',
      source: 'env',
      origin: 'AIRFLOW__CORE__PARALLELISM',
      isDefault: false,
      initial: '32',
      description: expect.any(String),
    })
    expect(await lineOf('core', 'fernet_key')).toMatchObject({
      source: 'file',
      origin: expect.stringMatching(/airflow\.cfg:\d+$/),
    })
    expect(await lineOf('core', 'dag_file_processor_timeout')).toMatchObject({ source: 'default', isDefault: true })
  })

  test('shows no secret, and says where a command failed', async () => {
    expect(await lineOf('smtp', 'smtp_password')).toMatchObject({ value: null, source: 'env_cmd', isDefault: false })
    expect(await lineOf('celery', 'broker_url')).toMatchObject({
      value: null,
      problem: expect.stringContaining('AIRFLOW__CELERY__BROKER_URL_CMD failed'),
    })
    expect(JSON.stringify(await askPage(webserver(), '/config', 'op'))).not.toContain('never-tell')
  })

  test('is for operators', async () => {
    expect((await askPage(webserver(), '/config', 'user')).status).toBe(403)
  })
})

describeOnEachDatabase('the page of a configuration that is not exposed', current => {
  const webserver = useWebserver(current)
  test('holds nothing', async () => {
    expect(await askPage(webserver(), '/config', 'admin')).toEqual({
      status: 200,
      sections: null,
      file: '',
      warnings: [],
    })
  })
})
