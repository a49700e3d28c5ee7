/** Where what is made once is kept: node_modules/.cache/role-runbook of this project. */
export const keptFolder: string

/** Where Node keeps the code it has compiled, as 22 and newer can. */
export const compiledFolder: string

/** Whether an error says that nothing can be kept there. */
export function cannotKeep(error: unknown): boolean

/** Keeps a file that its owner alone can read, whole or not at all. */
export function keepFile(path: string, content: string | Uint8Array): void

/** What `understood` makes of a file that this account kept; undefined where there is none, or where it makes nothing of it or throws. */
export function keptFile<T>(path: string, understood: (content: Buffer) => T | undefined): T | undefined

/** Removes of a folder what was not used for a week. */
export function removeUnused(where: string): void
