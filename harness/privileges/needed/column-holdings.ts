import type { PrivilegeSnapshot } from '../snapshot/privilege-snapshot.ts'

/** What the role holds on single columns. */
export class ColumnHoldings {
  readonly #held = new Map<string, Set<string>>()

  constructor({ columns, memberships, role }: PrivilegeSnapshot) {
    const holders = new Set([
      'PUBLIC',
      role.name,
      ...memberships.filter((m) => m.inherits).map((m) => m.role),
    ])
    for (const { relation, column, entries } of columns)
      for (const { grantee, privilege } of entries)
        if (holders.has(grantee)) {
          const key = `${relation} ${privilege}`
          this.#held.set(key, (this.#held.get(key) ?? new Set()).add(column))
        }
  }

  /**
   * Whether the role holds the privilege on each of the columns, which is as good as on the relation. A query that names no
   * column asks it on any (execMain.c, ExecCheckOneRelPerms). Of columns that are not known it holds none.
   */
  cover(relation: string, privilege: string, columns: readonly string[] | null | undefined): boolean {
    const held = this.#held.get(`${relation} ${privilege}`)
    return held !== undefined && columns?.every((column) => held.has(column)) === true
  }
}
