// Runs before the first paint, so that nobody sees the other theme flash by.
(function () {
  'use strict';
  var root = document.documentElement;
  function stored() {
    try { return localStorage.getItem('xpm-theme'); } catch (e) { return null; }
  }
  var theme = stored();
  if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
  document.addEventListener('DOMContentLoaded', function () {
    var button = document.getElementById('theme');
    if (!button) return;
    button.hidden = false;
    button.addEventListener('click', function () {
      var dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
      root.dataset.theme = dark ? 'light' : 'dark';
      try { localStorage.setItem('xpm-theme', root.dataset.theme); } catch (e) { /* private window: this page only */ }
    });
  });
})();
