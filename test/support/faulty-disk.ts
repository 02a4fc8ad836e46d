import { nodeDisk, type Disk, type LogFile } from '../../src/stores/embedded/log/disk.js'

/** What goes wrong; may be changed while the disk is in use. */
export interface Faults {
  /** Bytes that still fit; a write of more takes only a part, and then fails. */
  free: number
  /** Thrown by every sync, truncate, or opening of a file for writing. */
  sync?: Error
  truncate?: Error
  open?: Error
  /** Every sync waits for it. */
  held?: Promise<void>
}

function faultyFile(file: LogFile, faults: Faults): LogFile {
  return {
    read: (into, at) => file.read(into, at),
    size: () => file.size(),
    close: () => file.close(),
    async write(bytes, at) {
      if (faults.free === 0) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
      const written = await file.write(bytes.subarray(0, faults.free), at)
      faults.free -= written
      return written
    },
    async sync() {
      await faults.held
      if (faults.sync) throw faults.sync
      await file.sync()
    },
    async truncate(size) {
      if (faults.truncate) throw faults.truncate
      await file.truncate(size)
    },
  }
}

/** The disk of this machine, with faults. */
export function faultyDisk(faults: Faults): Disk {
  return {
    ...nodeDisk,
    async open(path, mode) {
      if (mode === 'write' && faults.open) throw faults.open
      return faultyFile(await nodeDisk.open(path, mode), faults)
    },
  }
}
