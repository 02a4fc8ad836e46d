import { expect, test } from 'vitest'
import { withFolder } from '../support/log-folder.js'
import { blockOf, runBlock, startServer } from './blocks.js'

test('the first conversation of the README goes as it is written', async () => {
  await withFolder(async (folder) => {
    const { url, stop } = await startServer(folder)
    const stdout = await runBlock(blockOf('README.md', 'first-conversation').replace('http://127.0.0.1:8090', url))
    await stop()
    expect(stdout).toContain('alice: hello, bob')
    const chatLog = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as { result: number; data: { logs: object[] } }
    expect(chatLog).toMatchObject({ result: 0 })
    expect(chatLog.data.logs[0]).toMatchObject({ msgType: 1, msg: { content: 'hello, bob' } })
  })
}, 60_000)
