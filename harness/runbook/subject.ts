import { inject } from 'vitest'

/** The app this run is about, for the words of a spec: its role, its config vars, its names. */
export const { subject } = inject('run')
