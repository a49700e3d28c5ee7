/** The parts of a name as SQL writes it, `archive."Rows"`, as the catalogue has them; what follows the name is left out. */
export function identifiersIn(name: string): string[] {
  const identifier = '(?:"(?:[^"]|"")+"|[\\p{L}_][\\p{L}\\p{N}_$]*)'
  const [whole = ''] = new RegExp(`^\\s*${identifier}(?:\\s*\\.\\s*${identifier})*`, 'u').exec(name) ?? []
  return [...whole.matchAll(new RegExp(identifier, 'gu'))].map(([part]) =>
    part.startsWith('"') ? part.slice(1, -1).replaceAll('""', '"') : part.toLowerCase(),
  )
}
