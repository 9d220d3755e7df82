/** A DAG of the gallery: a task that goes on for minutes and says so, in colours and groups. */
import { Dag } from 'slipstream'

const dag = new Dag('live_import', {
  description: 'Imports the files that partners send, one after the other',
  schedule: null,
  isPausedUponCreation: false,
  tags: ['import'],
})

const lines = [
  'echo "::group::Looking for files"',
  'for i in 1 2 3; do echo "s3://partners/inbox/part-000$i.csv"; done',
  'echo "::endgroup::"',
  'file() { printf "\\033[32mok\\033[0m      part-%04d.csv  %6d rows\\n" "$1" $(( $1 * 7919 % 40000 )); }',
  'for i in $(seq 1 9); do file "$i"; done',
  'printf "\\033[33mwarning\\033[0m part-0010.csv  3 rows have no price\\n"',
  'printf "\\033[31mrefused\\033[0m part-0011.csv  column 4 is no date: the file waits in quarantine\\n"',
  'for i in $(seq 12 900); do file "$i"; sleep 1; done',
]
const fetch = dag.bash('fetch', { command: 'echo "12 partners"' })
const read = dag.bash('read_files', { command: lines.join('\n') })
const report = dag.bash('report', { command: 'echo "sent"' })
fetch.before(read)
read.before(report)
