import { expect, test } from 'vitest'
import { saveConnection } from '../../runtime/db/connection.ts'
import { createFernet } from '../../runtime/db/fernet.ts'
import { saveVariable } from '../../runtime/db/variable.ts'
import { SecretMasker } from '../../runtime/service/secret-masker.ts'
import { openAttemptParts } from '../../runtime/worker/open-attempt-parts.ts'
import { setupIn } from './attempt-scene.ts'
import { openScratchHome } from './scratch-home.ts'

const CONNECTION = {
  ...{ connId: 'door', connType: 'http', description: null, host: 'h', schema: null, login: null, password: null },
  ...{ port: null, extra: JSON.stringify({ entry_pin: 'from-the-extra', colour: 'as-it-is' }) },
}

test('words of [core] sensitive_var_conn_names mark variables and fields of connections as secret', async () => {
  await using home = await openScratchHome({ env: { AIRFLOW__CORE__SENSITIVE_VAR_CONN_NAMES: 'pin, code' } })
  const { kysely } = home.database
  const fernet = createFernet(home.config.string('core', 'fernet_key'))
  await saveVariable(kysely, fernet, { key: 'door_PIN', value: 'from-the-variable', description: null })
  await saveConnection(kysely, fernet, CONNECTION)
  const masker = new SecretMasker()
  using parts = openAttemptParts({ ...setupIn(home), masker }, 0)
  const store = parts.storeOf({ dagId: 'd', runId: 'r', taskId: 't', mapIndex: -1, run: {} as never })
  expect(masker.mask('from-the-variable from-the-extra as-it-is')).toBe('from-the-variable from-the-extra as-it-is')
  expect(await store.getVariable('door_PIN')).toBe('from-the-variable')
  await store.getConnection('door')
  expect(masker.mask('from-the-variable from-the-extra as-it-is')).toBe('*** *** as-it-is')
})
