import type { StackConfig } from '../../../stacks/config/stack-config.ts'
import { type Command, script } from '../../../stacks/provider/shell.ts'
import type { Finding } from '../finding.ts'
import type { Patient } from '../patient.ts'
import type { Examined, Question } from '../question.ts'

/** A partition, by blocks or by inodes. */
export interface Partition {
  readonly mount: string
  readonly total: number
  readonly used: number
  /** For those who are not root. */
  readonly free: number
}

export interface DiskFacts {
  /** In bytes. */
  readonly blocks: readonly Partition[]
  readonly inodes: readonly Partition[]
  /** The largest folders of logs, from a MiB on, as du prints them. */
  readonly largest: readonly string[]
}

export const disk: Question<DiskFacts> = {
  name: 'disk',
  asks: 'is there room where logs and data are written?',
  allIsWell: 'there is room for logs and data',
  gather: async (patient, { stack }) => {
    const folders = foldersOf(patient, stack)
    const { blocks, inodes, largest } = await patient.look({
      blocks: df('-B1', ...folders),
      inodes: df('-i', ...folders),
      largest: script(LARGEST, logFolder(stack), '/var/log'),
    })
    return {
      blocks: partitionsIn(blocks.output),
      inodes: partitionsIn(inodes.output),
      largest: linesOf(largest.output),
    }
  },
  decide: (examined, stack) =>
    examined.flatMap(one => [...findingsOf(one, 'bytes', stack), ...findingsOf(one, 'inodes', stack)]),
}

function foldersOf({ config: { name } }: Patient, { airflow, ...stack }: StackConfig): string[] {
  const places = [stack.database.place, stack.broker.place]
  const data = places.flatMap(place => (place.kind === 'container' && place.host === name ? [place.dataFolder] : []))
  return ['/', airflow.home, `${airflow.home}/logs`, '/var/log/supervisor', '/opt/slipstream', '/tmp', ...data]
}

const logFolder = ({ airflow }: StackConfig): string => `${airflow.home}/logs`

const df = (option: string, ...folders: readonly string[]): Command =>
  script(
    'option=$1; shift; for folder; do [ ! -d "$folder" ] || df -P "$option" "$folder" | tail -n 1; done',
    option,
    ...folders,
  )

const LARGEST = 'du -x -h -d 2 "$@" 2>/dev/null | sort -rh | grep -E "^[0-9.,]+[MGT]" | head -n 4'

/** Each mount once. */
export function partitionsIn(output: string): Partition[] {
  const found = linesOf(output).flatMap((line): Partition[] => {
    const [, total = '', used = '', free = '', mount = ''] = DF_LINE.exec(line) ?? []
    return mount === '' ? [] : [{ mount, total: Number(total), used: Number(used), free: Number(free) }]
  })
  return [...new Map(found.map(one => [one.mount, one])).values()]
}

const DF_LINE = /^.+?\s+(\d+)\s+(\d+)\s+(\d+)\s+[\d-]+%?\s+(\/.*)$/

const linesOf = (text: string): string[] => text.split('\n').filter(line => line !== '')

type Unit = 'bytes' | 'inodes'

function findingsOf({ host, facts }: Examined<DiskFacts>, unit: Unit, stack: StackConfig): Finding[] {
  const partitions = unit === 'bytes' ? facts.blocks : facts.inodes
  return partitions.flatMap(partition => {
    const percent = percentOf(partition)
    const isFull = percent >= FULL_PERCENT || (unit === 'bytes' && partition.free < LEAST_BYTES)
    if (percent < NEARLY_FULL_PERCENT && !isFull) return []
    return [
      {
        host: host.name,
        status: isFull ? 'problem' : 'warning',
        finding: `${partition.mount} is ${percent} % full${unit === 'inodes' ? ' of inodes' : ''}: ${freeText(partition, unit)} left`,
        evidence: facts.largest,
        fix: cleanUp(stack),
      },
    ]
  })
}

const FULL_PERCENT = 95

const NEARLY_FULL_PERCENT = 85

const LEAST_BYTES = 500 * 1024 ** 2

/** As df counts: of what those who are not root may use. Some file systems have no inodes to count. */
function percentOf({ used, free }: Partition): number {
  return used + free === 0 ? 0 : Math.ceil((100 * used) / (used + free))
}

const freeText = ({ free }: Partition, unit: Unit): string =>
  unit === 'inodes' ? `${free}` : `${Math.floor(free / 1024 ** 2)} MiB`

/** Which logs may go is for people to say. */
const cleanUp = (stack: StackConfig) => ({
  commands: [['find', logFolder(stack), '-type', 'f', '-name', '*.log', '-mtime', '+30', '-delete']],
  isSafe: false,
})
