import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { CommandFailed } from '../frame/errors.ts'

/** The next line of stdin, after the question. @throws CommandFailed at the end of the input */
export async function ask(question: string): Promise<string> {
  return askThrough(question, process.stdout)
}

/** A line that is not shown while it is typed. */
export async function askSecret(question: string): Promise<string> {
  process.stdout.write(question)
  const answer = await askThrough('', new Writable({ write: (_chunk, _encoding, done) => done() }))
  process.stdout.write('\n')
  return answer
}

/** As Airflow reads it: `y` or `yes`, and `n` or `no`, in any case; anything else is asked again. */
export async function confirm(question: string): Promise<boolean> {
  for (;;) {
    const answer = (await ask(question)).trim().toLowerCase()
    if (answer === 'y' || answer === 'yes') return true
    if (answer === 'n' || answer === 'no') return false
    console.log('Please respond with y/yes or n/no.')
  }
}

let waiting: string[] | null = null

/** Piped input comes in one piece: what follows the first line waits for the next question. */
async function askThrough(question: string, output: Writable): Promise<string> {
  if (!process.stdin.isTTY) {
    output.write(question)
    waiting ??= await allLines()
    const line = waiting.shift()
    if (line === undefined)
      throw new CommandFailed(
        'The answer was expected on stdin, which has ended. Use the options of the command to answer beforehand',
      )
    return line
  }
  const terminal = createInterface({ input: process.stdin, output, terminal: true })
  try {
    return await new Promise((resolve, reject) => {
      // Ctrl-C and Ctrl-D close the terminal, which leaves a question without an answer for ever.
      terminal.once('close', () => reject(new CommandFailed('Cancelled')))
      terminal.question(question).then(resolve, reject)
    })
  } finally {
    terminal.close()
    process.stdin.pause()
  }
}

async function allLines(): Promise<string[]> {
  const chunks = await process.stdin.setEncoding('utf8').toArray()
  const lines = chunks.join('').split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines
}
