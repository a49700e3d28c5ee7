import { readdirSync, readFileSync } from 'node:fs'

/** A process as /proc has it: Linux only, where the suite's own tests run. */
export interface Process {
  readonly pid: number
  readonly parent: number
  readonly commandLine: string
}

/** Every process there is now. */
export function processes(): Process[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
        const [state = '', parent = '0'] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
        if (state === 'Z') return []
        const commandLine = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ')
        return [{ pid: Number(name), parent: Number(parent), commandLine }]
      } catch {
        // It ended while we looked.
        return []
      }
    })
}

/** Every process that descends from this one. */
export function descendants(pid: number): Process[] {
  const all = processes()
  const below = (parent: number): Process[] =>
    all.filter((process) => process.parent === parent).flatMap((process) => [process, ...below(process.pid)])
  return below(pid)
}
