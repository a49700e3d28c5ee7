/** Where a run keeps its report where nobody says otherwise, from the folder it was started in. */
export const reportsFolder = 'reports'
