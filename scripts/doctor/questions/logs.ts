import { signLogToken } from '../../../runtime/task-log/log-token.ts'
import { inUrl, type StackConfig } from '../../../stacks/config/stack-config.ts'
import { askHttp, type HttpAnswer } from '../../../stacks/provider/services/http.ts'
import { script } from '../../../stacks/provider/shell.ts'
import { readSettings } from '../facts/settings.ts'
import type { Finding } from '../finding.ts'
import { deployAgain } from '../fixes/deploy.ts'
import type { Patient } from '../patient.ts'
import type { Examined, Question, Ward } from '../question.ts'

export interface LogsFacts {
  readonly webserver: string
  readonly port: number
  /** Relative to base_log_folder; null where there is no log yet. */
  readonly file: string | null
  /** The first line of the file, as the worker has it. */
  readonly line: string
  readonly answer: HttpAnswer | { readonly status: null; readonly message: string }
  readonly hasSameKey: boolean
}

export const logs: Question<LogsFacts> = {
  name: 'logs',
  asks: 'does each worker give its logs to the webserver? (port 8793, 403)',
  allIsWell: 'the webserver reads its logs',
  isFor: ({ roles }) => roles.includes('worker'),
  compares: true,
  gather: async (worker, ward) => {
    const webserver = webserverIn(ward)
    const here = await readSettings(worker, ward.stack)
    const there = await readSettings(webserver, ward.stack)
    const { file, line } = await newestLog(worker, here.baseLogFolder)
    const asked = file ?? NO_FILE
    const token = signLogToken(there.secretKey ?? '', { filename: asked, nowMs: await clockOf(webserver) })
    const address = inUrl(worker.config.address)
    const answer = await askHttp(webserver.host, {
      url: `http://${address}:${here.workerLogPort}/log/${encodeURI(asked)}`,
      headers: { authorization: token, range: 'bytes=0-4095' },
    }).catch((error: Error) => ({ status: null, message: error.message }))
    const hasSameKey = here.secretKey === there.secretKey
    return { webserver: webserver.config.name, port: here.workerLogPort, file, line, answer, hasSameKey }
  },
  decide: (examined, stack) => examined.flatMap(one => findingsOn(one, stack)),
}

/** A worker that answers 404 for it has taken the token. */
const NO_FILE = 'doctor/asks.log'

function webserverIn({ patients, stack }: Ward): Patient {
  const found = patients.find(({ config }) => config.roles.includes('webserver'))
  if (found !== undefined) return found
  const { name } = stack.hosts.find(({ roles }) => roles.includes('webserver')) as { readonly name: string }
  throw new Error(`its webserver ${name} cannot be asked`)
}

async function newestLog(worker: Patient, folder: string): Promise<{ file: string | null; line: string }> {
  const { newest } = await worker.look({ newest: script(NEWEST, folder) })
  const [file = '', line = ''] = newest.output.split('\n')
  return { file: file === '' ? null : file, line }
}

// Logs of tasks are the ones in folders of their run; scheduler and processor log beside them.
const NEWEST = `
cd "$1" 2>/dev/null || exit 0
newest=$(find . -type f -name '*.log' -size +0 -path '*run_id=*' -printf '%T@ %P\\n' | sort -rn | head -n 1 | cut -d ' ' -f 2-)
[ -z "$newest" ] || { printf '%s\\n' "$newest"; head -c 300 "$newest" | head -n 1; }
`

/** The webserver signs by its own clock. */
async function clockOf(webserver: Patient): Promise<number> {
  const { now } = await webserver.look({ now: ['date', '+%s%3N'] })
  return Number(now.output)
}

function findingsOn({ host, facts }: Examined<LogsFacts>, stack: StackConfig): Finding[] {
  const about = { host: host.name, status: 'problem' } as const
  const { answer, webserver, port, file, line } = facts
  if (answer.status === null) {
    const finding = `${webserver} reaches no log server at ${host.address}:${port}`
    const evidence = [answer.message]
    return [{ ...about, finding, evidence, fix: reachable(stack, port) }]
  }
  if (answer.status === 403) return [{ ...about, ...refused(facts, answer, stack) }]
  if (file === null ? answer.status === 404 : isThatLine(answer, line)) return []
  const finding = `what answers at ${host.address}:${port} is not its log server`
  return [{ ...about, finding, evidence: [`${answer.status} ${answer.text.slice(0, 200)}`], fix: deployAgain(stack) }]
}

const isThatLine = ({ status, text }: HttpAnswer, line: string): boolean =>
  (status === 200 || status === 206) && text.startsWith(line.trimEnd())

const reachable = ({ stackName }: StackConfig, port: number) => ({
  advice: `start its worker: npm run doctor -- --stack ${stackName} programs --fix; then let the webserver through its firewall to port ${port}`,
})

function refused({ hasSameKey }: LogsFacts, { text }: HttpAnswer, stack: StackConfig) {
  const evidence = [
    `403 ${text.trim().slice(0, 300)}`,
    `[webserver] secret_key ${hasSameKey ? 'is the same' : 'differs'}`,
  ]
  if (!hasSameKey)
    return { finding: 'it refuses the webserver: secret_key differs (403)', evidence, fix: deployAgain(stack) }
  const restart = 'the programs may still use an old key: sudo supervisorctl restart airflow_worker'
  const advice = /clock|expired|valid/.test(text) ? `npm run doctor -- --stack ${stack.stackName} clock` : restart
  return { finding: 'it refuses the webserver though the keys are the same (403)', evidence, fix: { advice } }
}
