/**
 * Returns a text as one word of a shell, whatever is in it: SQL with its texts and its quoted names. In double quotes where that
 * reads better, and nothing in it would be history to an interactive bash (Bash Reference Manual, 9.3).
 */
export function shellWord(text: string): string {
  if (!text.includes("'")) return `'${text}'`
  if (text.includes('!')) return `'${text.replaceAll("'", String.raw`'\''`)}'`
  return `"${text.replace(/["$`\\]/g, String.raw`\$&`)}"`
}
