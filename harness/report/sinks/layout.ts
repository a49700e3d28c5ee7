import { wrapAnsi } from 'fast-wrap-ansi'

/** A line for a terminal: how far it is indented, and whether it is left whole however narrow the terminal is. */
export interface Line {
  readonly indent: number
  readonly text: string
  /** Somebody may type it: cut by us, it would be copied with the cuts. */
  readonly whole?: true
}

/** Where text is laid out: below it nothing can be read, and beyond it no line is followed to its end. In columns. */
const narrowest = 40
const widest = 200
/** How much further the second line of a text is indented than its first, in columns. */
const hanging = 2

/**
 * Returns a line as it is printed, over several lines where the terminal is narrower than it. A word that is longer than a
 * line, as a URL, is left whole.
 * @param columns of the terminal; without it there is none, and a line stays one line.
 */
export function laidOut({ indent, text, whole }: Line, columns?: number): string {
  const margin = ' '.repeat(indent)
  if (columns === undefined || whole) return text.replace(/^(?=.)/gm, margin)
  const width = Math.min(Math.max(columns, narrowest), widest) - indent - hanging
  return `${margin}${wrapAnsi(text, width).replaceAll('\n', `\n${margin}${' '.repeat(hanging)}`)}`
}

/** The rows that a terminal of so many columns makes of a line by itself. */
export const rowsOf = (text: string, columns: number): string[] =>
  wrapAnsi(text, columns, { hard: true, wordWrap: false, trim: false }).split('\n')

/** Returns as much of a text as fits into one line of so many columns. */
export const cutTo = (text: string, columns: number): string => rowsOf(text, columns)[0] ?? ''
