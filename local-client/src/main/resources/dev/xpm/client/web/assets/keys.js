// Keys for those who leave the mouse alone, and copying.
(function () {
  'use strict';
  const pages = { h: '/', x: '/x', s: '/services', r: '/orphans', w: '/warnings', o: '/output' };
  let waiting = false;

  function rows() { return Array.from(document.querySelectorAll('main tbody a.open')); }
  function move(step) {
    const all = rows(), at = all.indexOf(document.activeElement);
    const next = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.max(0, Math.min(all.length - 1, at + step))];
    if (next) { next.focus(); next.scrollIntoView({ block: 'nearest' }); }
  }
  function help() { const d = document.getElementById('help'); if (!d.open) d.showModal(); }
  document.addEventListener('keydown', (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(e.target.nodeName) && e.target.type !== 'checkbox';
    if (e.key === 'Escape') {
      for (const menu of document.querySelectorAll('details.menu[open]')) menu.open = false;
      if (typing) e.target.blur();
      return;
    }
    if (typing || document.querySelector('dialog[open]')) return;
    if (waiting) {
      waiting = false;
      if (pages[e.key]) { e.preventDefault(); location.href = pages[e.key]; }
      return;
    }
    const row = document.activeElement && document.activeElement.closest('tr');
    const follow = document.getElementById('follow'), search = document.getElementById('q');
    if (e.key === 'j') move(1);
    else if (e.key === 'k') move(-1);
    else if (e.key === '/' && search) { search.focus(); search.select(); }
    else if (e.key === '?') help();
    else if (e.key === 'g') { waiting = true; setTimeout(() => { waiting = false; }, 1500); }
    else if (e.key === 'f' && follow) follow.click();
    else if (e.key === 'l' && row && row.querySelector('a.log')) row.querySelector('a.log').click();
    else return;
    e.preventDefault();
  });
  document.addEventListener('click', (e) => {
    const copy = e.target.closest('[data-copy]');
    if (copy && navigator.clipboard) {
      navigator.clipboard.writeText(copy.dataset.copy).then(() => say('Copied'), () => say('Copying was refused'));
    }
    const menu = document.querySelector('details.menu[open]');
    if (menu && !menu.contains(e.target)) menu.open = false;
    // A row opens where it is clicked, but text in it can still be marked.
    const row = e.target.closest('tbody tr');
    if (row && !e.target.closest('a,button') && !String(getSelection()) && row.querySelector('a.open')) {
      row.querySelector('a.open').click();
    }
  });
  let fading = 0;
  function say(text) {
    const toast = document.getElementById('toast');
    toast.textContent = text;
    clearTimeout(fading);
    fading = setTimeout(() => { toast.textContent = ''; }, 5000);
  }
  function show() {
    for (const el of document.querySelectorAll('#keys, .copy')) el.hidden = false;
  }
  show();
  document.addEventListener('xpm:patched', show);
  const keys = document.getElementById('keys');
  if (keys) keys.addEventListener('click', help);
})();
