import { inSql } from '../postgres/in-sql.ts'

/**
 * What stands in the place of the database that migrations run in, and of its owner, who runs them: on Heroku either has another
 * name in each environment.
 */
export const database = 'database'
export const owner = 'database_owner'

const onDatabase = new RegExp(
  String.raw`^((?:GRANT|REVOKE) .+ ON DATABASE )${database}( (?:TO|FROM) .+)$`,
  's',
)
const inBlock = /^DO \$\$ BEGIN (EXECUTE .+;) END \$\$;$/s

/** Returns a statement of the audit's as a migration can have it, which runs as the owner of whatever database it is. */
export function asMigrated(statement: string): string {
  const bare = statement.replace(/;\s*$/, '')
  const [, before, after] = onDatabase.exec(bare) ?? []
  if (before === undefined || after === undefined) return `${bare.replace(` FOR ROLE ${owner} `, ' ')};`
  const [head, tail] = [before, after].map((part) => part.replaceAll('%', '%%'))
  return `DO $$ BEGIN EXECUTE format(${inSql(`${head}%I${tail}`)}, current_database()); END $$;`
}

/** The same as a statement of a block. */
export const withinBlock = (line: string): string => inBlock.exec(line)?.[1] ?? line
