/** Exit code 2 where no server is named: a check that could not run has not passed. */
const names = ['EVENTSTORE_URL', 'MONGODB_URL']
const missing = names.filter((name) => !process.env[name])
for (const name of missing) console.error(`not run: the checks that need ${name}, which is not set`)
if (missing.length === names.length) process.exitCode = 2
