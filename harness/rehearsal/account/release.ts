/** A release as the Platform API's release object describes it. */
export interface Release {
  readonly id: string
  readonly version: number
  readonly description: string
  readonly createdAt: Date
}
