// Before the first paint, so that a dark page does not flash white. A file of its own: the page allows no inline script.
;(() => {
  var chosen = localStorage.getItem('kontor-color-scheme')
  var isDark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.setAttribute('data-mantine-color-scheme', isDark ? 'dark' : 'light')
})()
