import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { SlipstreamError } from '../../model/errors.ts'
import { processExists } from '../../service/process-exists.ts'

/** A service is started a second time while the first still runs. */
export class ServiceAlreadyRunning extends SlipstreamError {
  override readonly name = 'ServiceAlreadyRunning'

  constructor(service: string, { pid, path }: { readonly pid: number; readonly path: string }) {
    const other = service === 'worker' ? ', or name this one and its PID file: -H NAME --pid FILE' : ''
    super(`The ${service} is already running under PID ${pid} (${path}). Stop it first with: kill ${pid}${other}`)
  }
}

/** Who runs the service by its pid file; null when nobody does, whatever a file left behind may say. */
export function runningPid(path: string, service: string): number | null {
  const pid = Number(readIfThere(path)?.trim())
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return null
  return isService(pid, service) ? pid : null
}

/** Writes this process into the file until disposed. @throws ServiceAlreadyRunning */
export function claimPidFile(path: string, service: string): Disposable {
  refuseRunning(path, service)
  rmSync(path, { force: true })
  try {
    writeFileSync(path, `${process.pid}\n`, { flag: 'wx' })
  } catch (error) {
    // Two started in the same moment: the other one was faster.
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') refuseRunning(path, service)
    throw error
  }
  return {
    [Symbol.dispose]() {
      if (readIfThere(path)?.trim() === String(process.pid)) rmSync(path, { force: true })
    },
  }
}

/** @throws ServiceAlreadyRunning */
export function refuseRunning(path: string, service: string): void {
  const pid = runningPid(path, service)
  if (pid !== null) throw new ServiceAlreadyRunning(service, { pid, path })
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/** After a restart of the machine the number may be another program's, so that its command line has to fit too. */
function isService(pid: number, service: string): boolean {
  if (!processExists(pid)) return false
  const words = readIfThere(`/proc/${pid}/cmdline`)?.split('\0')
  return words === undefined || words.includes(service)
}
