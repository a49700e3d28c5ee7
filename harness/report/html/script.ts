/** Filters the relations, and opens everything before it is printed. What is there to read is there without it. */
export const script = `
const rows = [...document.querySelectorAll('.rights tbody tr')]
const name = document.querySelector('#relation'), only = document.querySelector('#differing'), told = document.querySelector('#shown')
const filter = () => {
  const wanted = name.value.toLowerCase()
  let shown = 0
  for (const row of rows) {
    row.hidden = !row.firstElementChild.textContent.toLowerCase().includes(wanted) || (only.checked && !row.classList.contains('failed'))
    if (!row.hidden) shown += 1
  }
  for (const part of document.querySelectorAll('.rights section')) part.hidden = !part.querySelector('tbody tr:not([hidden])')
  told.textContent = shown + ' of ' + rows.length + ' relations'
}
if (name) { name.addEventListener('input', filter); only.addEventListener('change', filter); filter() }
addEventListener('beforeprint', () => { for (const part of document.querySelectorAll('details')) part.open = true })
`
