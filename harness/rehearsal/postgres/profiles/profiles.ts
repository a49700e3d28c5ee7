import { classic } from './classic.ts'
import type { Profile, ProfileName } from './profile.ts'
import { rds } from './rds.ts'

const profiles: Readonly<Record<ProfileName, Profile>> = { rds, classic }

/** The profile of that name. */
export function profileNamed(name: ProfileName): Profile {
  return profiles[name]
}
