/** A release as the Platform API's release object describes it. */
export interface Release {
  readonly id: string
  readonly version: number
  readonly description: string
  readonly createdAt: Date
  updatedAt: Date
  /** `pending` while its release phase runs; `failed` where that failed, and no dyno ever runs it. */
  status: 'succeeded' | 'pending' | 'failed'
  readonly hasPhase: boolean
  /** The config vars that the app had then. */
  readonly configVars: ReadonlyMap<string, string>
}
