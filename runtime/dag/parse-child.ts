import { DagFileLoader } from '../sdk/dag-file-loader.ts'
import { clearDags, collectDags } from '../sdk/registry.ts'
import { serializeDag } from '../sdk/serialize.ts'
import { currentActivities, isQuietSince } from '../service/activities.ts'
import { fileErrorOf } from './file-error.ts'
import type { ParseReply, ParseRequest, ParseResult, ParserSetup } from './parse-protocol.ts'

/** The process that loads DAG files, one at a time: whatever a file does, it does it here. */
function main(setup: ParserSetup): void {
  const loader = new DagFileLoader(setup.dagsFolder)
  const exit = process.exit.bind(process)
  forbidExit()
  process.on('message', (request: ParseRequest) => {
    void reply(request, { loader, setup }).then(answer => process.send?.(answer))
  })
  process.on('disconnect', () => exit(0))
}

/** A DAG file that calls process.exit is broken; it must not look like a crash of the parser. */
function forbidExit(): void {
  process.exit = code => {
    throw new Error(`The DAG file called process.exit(${code ?? ''}). Remove the call: a DAG file only declares DAGs`)
  }
}

interface Scene {
  readonly loader: DagFileLoader
  readonly setup: ParserSetup
}

async function reply(request: ParseRequest, scene: Scene): Promise<ParseReply> {
  const before = currentActivities()
  const result = await parse(request, scene)
  return { result, isClean: await isQuietSince(before) }
}

async function parse(request: ParseRequest, { loader, setup }: Scene): Promise<ParseResult> {
  clearDags()
  try {
    const { namespace, files } = await loader.load(request.path)
    const dags = collectDags(namespace).map(dag =>
      serializeDag(dag, { fileloc: request.path, relativeFileloc: request.relativePath, defaults: setup.defaults }),
    )
    return { type: 'parsed', dags, files: [...files.keys()] }
  } catch (error) {
    return {
      type: 'broken',
      error: fileErrorOf(error, { path: request.path, dagsFolder: setup.dagsFolder }),
      files: loader.filesSeen,
    }
  }
}

main(JSON.parse(process.argv[2] as string) as ParserSetup)
