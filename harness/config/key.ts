import type { z } from 'zod'

/** What is said of a key of the configuration, in its documentation and to an editor. */
export interface About {
  /** What it is for. */
  readonly says: string
  /** A use that is accepted. */
  readonly good: unknown
  /** A use that is refused. */
  readonly bad: unknown
}

/** A key with what is said of it: `docs/configuration.md` has it, and a test tries both uses. */
export function key<Schema extends z.ZodType>(schema: Schema, { says, good, bad }: About): Schema {
  return schema.meta({ description: says, examples: [good], refused: bad })
}
