/** Where what is made once is kept: node_modules/.cache/role-runbook of this project. */
export const keptFolder: string

/** Whether an error says that nothing can be kept there. */
export function cannotKeep(error: unknown): boolean

/** Removes of a folder what was not used for a week. */
export function removeUnused(where: string): void
