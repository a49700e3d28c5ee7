/**
 * Returns the URL of the JavaScript that a file of TypeScript is, with all that it imports: what was built before, where the
 * files it was made of are what they were, byte by byte, else anew.
 * @param entry its absolute path.
 * @throws Error where it cannot be built: a syntax error, an import that is not there.
 */
export function built(entry: string): Promise<string>

/** The same of several files that share what they import, each by its path: the file it is built into. Undefined where nothing can be kept. */
export function builtTogether(entries: readonly string[]): Promise<ReadonlyMap<string, string> | undefined>
