import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { closes, handshakeStatuses } from '../../src/api/socket/described/handshake.js'
import { openProduct } from '../support/product.js'
import { addGroup, promote } from '../support/staff.js'

const root = join(import.meta.dirname, '../..')
const guide = readFileSync(join(root, 'docs/client-guide.md'), 'utf8')
const blocks = (opening: string): string =>
  [...guide.matchAll(/^```(.*)\n((?:.*\n)*?)```$/gm)]
    .flatMap(([, kind, text]) => (kind === opening ? [text] : []))
    .join('')

/** As `node chat.mjs` in a folder where `ws` is installed. */
const run = async (program: string): Promise<string> => {
  const node = spawn(process.execPath, ['--input-type=module', '-'], { cwd: root })
  onTestFinished(() => void node.kill())
  let printed = ''
  for (const stream of [node.stdout, node.stderr])
    stream.on('data', (piece: Buffer) => {
      printed += piece.toString()
    })
  node.stdin.end(program)
  await once(node, 'close')
  return printed
}

test('the program of the client guide prints what stands beside it', async () => {
  const product = await openProduct({ RATE_LIMIT_BURST: '20' })
  onTestFinished(() => product.close())
  const [staff] = await product.people('staff')
  await promote(product, staff!)
  await addGroup(staff!, 'lobby')
  const program = blocks('js chat.mjs').replace('http://127.0.0.1:8090', product.url)
  expect(await run(program)).toBe(blocks('text output'))
}, 60_000)

test('the client guide names every close code and every status of a handshake', () => {
  const codes = [...Object.keys(closes), ...Object.keys(handshakeStatuses)]
  expect(codes.filter((code) => !guide.includes(code))).toEqual([])
})
