// Follows a log: lines arrive as text and class, and become text nodes.
(function () {
  'use strict';
  const MAX_LINES = 10000;
  let source = null;

  function line(parts) {
    const ln = document.createElement('span');
    ln.className = 'ln ' + parts[0];
    for (let i = 1; i < parts.length; i += 2) {
      const span = document.createElement('span');
      span.className = parts[i + 1];
      span.textContent = parts[i];
      ln.append(span);
    }
    ln.append('\n');
    return ln;
  }
  function start() {
    const log = document.getElementById('log'), box = document.getElementById('follow'), wrap = document.getElementById('wrap');
    if (!log || !box || box.ready) return;
    box.ready = true;
    for (const label of document.querySelectorAll('.follow')) label.hidden = false;
    wrap.addEventListener('change', () => log.classList.toggle('nowrap', !wrap.checked));
    function bottom() { log.scrollTop = log.scrollHeight; }
    function change(e, edit) {
      const data = JSON.parse(e.data);
      const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
      const note = document.getElementById('log-note');
      if (note && data.lines.length) note.remove();
      edit(data);
      log.append(...data.lines.map(line));
      while (log.childElementCount > MAX_LINES) log.firstElementChild.remove();
      if (atEnd || edit === clear) bottom();
    }
    function clear() { log.replaceChildren(); }
    function drop(data) { for (let i = 0; i < data.count && log.lastElementChild; i++) log.lastElementChild.remove(); }
    function follow() {
      source = new EventSource(log.dataset.events);
      source.addEventListener('reset', (e) => change(e, clear));
      source.addEventListener('append', (e) => change(e, () => {}));
      source.addEventListener('replace-last', (e) => change(e, drop));
      source.addEventListener('failed', () => { box.checked = false; stop(); });
    }
    function stop() { if (source) source.close(); source = null; }
    box.addEventListener('change', () => box.checked ? follow() : stop());
    addEventListener('pagehide', stop);
    bottom();
    if (box.checked) follow();
  }
  start();
  document.addEventListener('htmx:afterSettle', start);
})();
