import { renameSync, rmSync, writeFileSync } from 'node:fs'

/** What the platform tells who waits for it: see "pnpm platform --ready-file FILE" in docs/rehearsal.md. */
export interface ReadyContent {
  readonly pid: number
  readonly herokuBin: string
  readonly herokuHost: string
  readonly herokuDataHost: string
  readonly herokuApiKey: string
  readonly binFolder: string
  readonly shellFile: string
  readonly env: Readonly<Record<string, string>>
  readonly apps: Readonly<
    Record<string, { ownerUrl: string; superuserUrl: string; postgresLog: string; web: string }>
  >
}

/** Writes the ready file in one step, readable by us alone: whoever sees it sees all of it. */
export function writeReadyFile(path: string, content: ReadyContent): void {
  const draft = `${path}.${process.pid}.tmp`
  writeFileSync(draft, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 })
  renameSync(draft, path)
}

/** Removes the ready file, if it is there. */
export function removeReadyFile(path: string): void {
  rmSync(path, { force: true })
}
