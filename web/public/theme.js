// Sets the theme before the first paint, so that a dark control room sees no white flash. Kept apart from the bundle: a
// content security policy without inline scripts lets it run.
(() => {
  let wanted = 'auto';
  try {
    wanted = localStorage.getItem('takt.theme') ?? 'auto';
  } catch {
    // Storage may be switched off; the system's preference decides then.
  }
  const dark = wanted === 'dark' || (wanted !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
})();
