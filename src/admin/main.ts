import { readSettings } from '../settings.js'
import { runAdmin } from './program.js'

process.exitCode = await runAdmin(process.argv.slice(2), () => readSettings(), {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
})
