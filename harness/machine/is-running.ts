/** Whether a process of this machine is there; one of another user's is (EPERM). */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // ESRCH: no such process.
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH')
  }
}
