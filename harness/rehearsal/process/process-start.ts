import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, readlinkSync } from 'node:fs'

const hasProc = existsSync('/proc/self/stat')

/**
 * When a process started, as text to compare and nothing else (clock ticks on Linux, a date elsewhere), or undefined
 * where no such process runs. Together with the pid it names one process for good: pids are used again. `reaper.sh`
 * computes the same.
 */
export function processStart(pid: number): string | undefined {
  return hasProc ? startFromProc(pid) : startFromPs(pid)
}

/** The pid namespace, where the system has such ('none' elsewhere): a pid means nothing in another one. */
export function pidNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid')
  } catch {
    return 'none'
  }
}

function startFromProc(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    // The command, in parentheses, may hold spaces and parentheses: count from its end. Fields: proc(5), /proc/pid/stat.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' ? undefined : fields[19]
  } catch {
    return undefined
  }
}

function startFromPs(pid: number): string | undefined {
  try {
    const start = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    return start.trim() || undefined
  } catch {
    return undefined
  }
}
