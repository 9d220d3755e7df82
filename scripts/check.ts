// `npm run check`: everything that can be said about the sources without running them.
import { houseChecks, runChecks, sentenceOf } from './house/checks.ts'
import { exitCodeOf, summaryOf, tallyOfChecks } from './house/tally.ts'

const results = await runChecks(houseChecks, result => console.log(sentenceOf(result)))
const tally = tallyOfChecks(results)
console.log(summaryOf(tally))
process.exitCode = exitCodeOf(tally)
