// `npm run doctor`: asks the hosts of a stack what is wrong with them, one question per file in scripts/doctor/questions.
import { StackConfigInvalid } from '../stacks/config/problem.ts'
import { DoctorError } from './doctor/errors.ts'
import { runDoctor } from './doctor/run-doctor.ts'

process.exitCode = await runDoctor(process.argv.slice(2), text => console.log(text)).catch((error: unknown) => {
  if (!(error instanceof DoctorError) && !(error instanceof StackConfigInvalid)) throw error
  console.error(error.message)
  return 2
})
