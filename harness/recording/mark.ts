import { z } from 'zod'

/** What a recorder notes between the lines. */
export type Mark =
  /** The first line of a segment: the hash of the lines of the one before it, where there is one. */
  | { readonly type: 'segment'; readonly number: number; readonly after: string }
  /** What comes does not follow what was before: lines may be missing up to then. */
  | { readonly type: 'gap'; readonly to: Date; readonly why: string }

/** What the first segment follows. */
export const nothingBefore = 'nothing'

const shape = z.discriminatedUnion('type', [
  z.object({ type: z.literal('segment'), number: z.number(), after: z.string() }),
  z.object({ type: z.literal('gap'), to: z.coerce.date(), why: z.string() }),
])

const sign = '# '

/** The line that notes it: no line of a log begins so, as that begins with its time. */
export const lineOfMark = (mark: Mark): string => `${sign}${JSON.stringify(mark)}`

/** What the line notes; undefined for a line of the log. @throws Error for a mark that is none. */
export function markIn(line: string): Mark | undefined {
  return line.startsWith(sign) ? shape.parse(JSON.parse(line.slice(sign.length))) : undefined
}
