import { userInfo } from 'node:os'
import type { Config } from '../../config/config.ts'
import { insertAuditEvent } from '../../db/audit-log.ts'
import type { Db } from '../../db/tables.ts'
import { systemClock } from '../../service/clock.ts'
import { hostName } from '../../service/host-name.ts'
import { isSensitiveName } from '../../service/secret-masker.ts'
import { pythonJson, pythonRepr } from '../output/python-text.ts'
import type { Call } from './command.ts'

/** Writes who called the command, as Airflow's action_logging does; never in the way of the command itself. */
export async function recordCall(db: Db, call: Call, config: Config): Promise<void> {
  if (call.audit === null) return
  const owner = userInfo().username
  const words = config.list('core', 'sensitive_var_conn_names')
  const [dagId = null, taskId = null] = /^(dags|tasks) /.test(call.path) ? call.args : []
  await insertAuditEvent(
    db,
    {
      event: `cli_${call.audit}`.slice(0, LONGEST_EVENT),
      owner,
      ownerDisplayName: owner,
      dagId,
      taskId: call.path.startsWith('tasks ') ? taskId : null,
      extra: pythonJson({
        host_name: hostName(),
        full_command: pythonRepr(['airflow', ...maskedArgv(call.argv, words)]),
      }),
    },
    systemClock(),
  ).catch(() => undefined)
}

/** What was typed, with passwords as `********`. */
export function maskedArgv(argv: readonly string[], words: readonly string[]): string[] {
  return argv.map((word, index) => {
    const [flag = '', ...value] = word.split('=')
    if (value.length > 0 && isSecretFlag(flag, argv)) return `${flag}=${MASK}`
    return isSecretAt(argv, index, words) ? MASK : word
  })
}

const MASK = '********'
const LONGEST_EVENT = 60

const SECRET_FLAGS = ['--password', '--conn-uri', '--conn-json', '--conn-password', '--conn-extra']
/** Of flower: users with their passwords, and addresses that hold one. */
const SECRET_FLAGS_OF_FLOWER = ['-A', '--basic-auth', '-a', '--broker-api', '-ba']

function isSecretFlag(flag: string, argv: readonly string[]): boolean {
  if (/flower/.test(argv.slice(0, 2).join(' ')) && SECRET_FLAGS_OF_FLOWER.includes(flag.replaceAll('_', '-')))
    return true
  if (flag === '-p') return /user/.test(argv[0] ?? '')
  return SECRET_FLAGS.includes(flag.replaceAll('_', '-'))
}

function isSecretAt(argv: readonly string[], index: number, words: readonly string[]): boolean {
  if (isSecretFlag(argv[index - 1] ?? '', argv)) return true
  // variables set KEY VALUE, variables -s KEY VALUE
  const isValue = argv[0] === 'variables' && ['set', '-s', '--set'].includes(argv[index - 2] ?? '')
  return isValue && isSensitiveName(argv[index - 1] ?? '', words)
}
