/** One migration of a tree, in the order in which it is applied. */
export interface Migration {
  /** Its path as it is shown, from the working directory. */
  readonly file: string
  /** What is applied on the way up. It has the lines of the file: what is left out is blank. */
  readonly sql: string
  /** The line of the file, from 1, on which `sql` begins. */
  readonly firstLine: number
  /** What in it is not SQL and could mean anything. */
  readonly unread: readonly Unread[]
  /** The file as it is, its comments included. */
  readonly text: string
}

/** A statement of a migration, as a finding names it. */
export interface Place {
  readonly file: string
  /** From 1. */
  readonly line: number
  /** Its text, cut short. */
  readonly statement: string
}

/** Something whose effect cannot be told. */
export interface Unread {
  readonly line: number
  readonly why: string
}

/** Something that could not be told, or of which the two ways say different things. */
export interface Open extends Place {
  readonly why: string
}
