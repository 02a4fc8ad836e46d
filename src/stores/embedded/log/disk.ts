import { constants } from 'node:fs'
import { open, readdir, rename, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'

/** One open file. Every operation may run at the same time as others; `close` waits for them. */
export interface LogFile {
  /** Fills `into` from offset `at`; gives the number of bytes read, fewer only at the end of the file. */
  read(into: Buffer, at: number): Promise<number>
  /** Writes at offset `at`; gives the number of bytes written, which may be fewer. */
  write(bytes: Buffer, at: number): Promise<number>
  /** Resolves when all that was written, and the file's size, are on the medium. After an error nobody knows what is. */
  sync(): Promise<void>
  truncate(size: number): Promise<void>
  size(): Promise<number>
  close(): Promise<void>
}

/** The calls that the log makes on the file system: a port, so that tests can let each of them fail. */
export interface Disk {
  /** `write` also reads, and makes the file where there is none. */
  open(path: string, mode: 'read' | 'write'): Promise<LogFile>
  /** Names in a folder, sorted. */
  list(folder: string): Promise<readonly string[]>
  /** Makes new names in a folder survive a crash. */
  syncFolder(folder: string): Promise<void>
  /** Puts a whole file in the place of another: after a crash one of them is there, never a part. */
  replace(path: string, bytes: Buffer): Promise<void>
}

class NodeFile implements LogFile {
  constructor(readonly handle: FileHandle) {}

  async read(into: Buffer, at: number): Promise<number> {
    let done = 0
    while (done < into.length) {
      const { bytesRead } = await this.handle.read(into, done, into.length - done, at + done)
      if (bytesRead === 0) break
      done += bytesRead
    }
    return done
  }

  async write(bytes: Buffer, at: number): Promise<number> {
    return (await this.handle.write(bytes, 0, bytes.length, at)).bytesWritten
  }

  sync = (): Promise<void> => this.handle.datasync()
  truncate = (size: number): Promise<void> => this.handle.truncate(size)
  size = async (): Promise<number> => (await this.handle.stat()).size
  close = (): Promise<void> => this.handle.close()
}

const flags = { read: constants.O_RDONLY, write: constants.O_RDWR | constants.O_CREAT }

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** The file system of this machine. */
export const nodeDisk: Disk = {
  open: async (path, mode) => new NodeFile(await open(path, flags[mode])),
  list: async (folder) => (await readdir(folder)).sort(),
  syncFolder,
  async replace(path, bytes) {
    const handle = await open(`${path}.new`, 'w')
    try {
      await handle.writeFile(bytes)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(`${path}.new`, path)
    await syncFolder(dirname(path))
  },
}

/** Reads up to `length` bytes from offset `at`. */
export async function readAt(file: LogFile, at: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafeSlow(length)
  return bytes.subarray(0, await file.read(bytes, at))
}

/** Writes all of `bytes` at offset `at`, however often the system takes only a part. */
export async function writeAll(file: LogFile, bytes: Buffer, at: number): Promise<void> {
  for (let done = 0; done < bytes.length;) done += await file.write(bytes.subarray(done), at + done)
}
