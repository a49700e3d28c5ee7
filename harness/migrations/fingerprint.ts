import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import type { MigrationFinding } from './finding.ts'

/** Returns what a finding is known by wherever its line and its folder move to: 32 hexadecimal digits. */
export function fingerprint({
  code,
  object,
  place,
}: Pick<MigrationFinding, 'code' | 'object' | 'place'>): string {
  return createHash('sha256')
    .update([code, object, basename(place.file)].join('\0'))
    .digest('hex')
    .slice(0, 32)
}
