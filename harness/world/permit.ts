/**
 * What a run may do to the app: `act`; `plan`, which only notes the commands and rolls the transaction on the privileges
 * back; or `look`, which refuses both, whoever asks and however the run was started.
 */
export type Permit = 'act' | 'plan' | 'look'
