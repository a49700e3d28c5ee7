/** Returns the first line of what was thrown: for a line of its own among others. */
export const firstLineOf = (thrown: unknown): string =>
  (thrown instanceof Error ? thrown.message : String(thrown)).split('\n')[0] ?? ''
