import { createHash } from 'node:crypto'
import type { MigrationFinding } from '../finding.ts'
import type { Open } from '../migration.ts'

/** Returns what a finding is known by wherever its line and its tree move to: 32 hexadecimal digits. */
export function fingerprint({
  code,
  object,
  place,
}: Pick<MigrationFinding, 'code' | 'object' | 'place'>): string {
  return digest(code, object, place.file)
}

/** The same of something that could not be told. */
export function fingerprintOfOpen({ file, why }: Open): string {
  return digest('not-told', why, file)
}

/** Where each migration is a folder, as Prisma's and Diesel's are, its file has the name of all the others. */
const ownName = /[^/]+(?:\/(?:up|migration)\.sql[^/]*)?$/i

function digest(code: string, object: string, file: string): string {
  const name = ownName.exec(file)?.[0] ?? file
  return createHash('sha256').update([code, object, name].join('\0')).digest('hex').slice(0, 32)
}
