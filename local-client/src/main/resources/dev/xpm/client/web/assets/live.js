// Keeps a page fresh: one stream of event names, and parts of the page that are fetched again and patched in place.
(function () {
  'use strict';

  // Makes an element like another one while keeping all nodes that are the same: focus, selection and scrolling stay.
  function patch(old, wanted) {
    if (old.isEqualNode(wanted)) return;
    if (old.nodeType !== wanted.nodeType || old.nodeName !== wanted.nodeName) return old.replaceWith(wanted);
    if (old.nodeType !== 1) { old.nodeValue = wanted.nodeValue; return; }
    for (const name of old.getAttributeNames()) if (!wanted.hasAttribute(name) && name !== 'open') old.removeAttribute(name);
    for (const a of wanted.attributes) if (old.getAttribute(a.name) !== a.value) old.setAttribute(a.name, a.value);
    children(old, wanted);
  }
  function children(old, wanted) {
    const byId = new Map();
    for (const child of old.children) if (child.id) byId.set(child.id, child);
    let at = old.firstChild;
    for (const child of Array.from(wanted.childNodes)) {
      const known = child.id ? byId.get(child.id) : null;
      if (known) {
        if (known === at) at = at.nextSibling; else old.insertBefore(known, at);
        patch(known, child);
      } else if (at && !at.id && !child.id && at.nodeName === child.nodeName) {
        const next = at.nextSibling;
        patch(at, child);
        at = next;
      } else old.insertBefore(child, at);
    }
    while (at) { const next = at.nextSibling; at.remove(); at = next; }
  }
  htmx.defineExtension('patch', {
    isInlineSwap: (style) => style === 'patch',
    handleSwap: (style, target, fragment) => {
      if (style !== 'patch') return false;
      // A row that moves within its table would lose the focus.
      const focused = document.activeElement;
      children(target, fragment);
      if (focused !== document.activeElement && target.contains(focused)) focused.focus({ preventScroll: true });
      for (const child of target.children) htmx.process(child);
      document.dispatchEvent(new Event('xpm:patched'));
      return true;
    }
  });

  // Durations of what runs: counted on from what the server said, by this machine's clock.
  function words(s) {
    if (s < 60) return s + 's';
    if (s < 3600) return Math.floor(s / 60) + 'm ' + s % 60 + 's';
    if (s < 86400) return Math.floor(s / 3600) + 'h ' + Math.floor(s % 3600 / 60) + 'm';
    return Math.floor(s / 86400) + 'd ' + Math.floor(s % 86400 / 3600) + 'h';
  }
  // What is not seen any more does not run on; the next attempt to connect comes nearer by the second.
  let noted = null;
  function watchLink() {
    const link = document.querySelector('#link [data-note-number]');
    if (!link) return false;
    const retry = Number(link.dataset.retry);
    if (retry) {
      const text = 'retry in ' + Math.max(0, Math.ceil((retry - Date.now()) / 1000)) + 's';
      const word = link.querySelector('.word');
      if (word.textContent !== text) word.textContent = text;
    }
    const number = link.dataset.noteNumber;
    if (noted !== null && noted !== number && link.dataset.note) {
      const toast = document.getElementById('toast');
      toast.textContent = link.dataset.note;
      setTimeout(() => { if (toast.textContent === link.dataset.note) toast.textContent = ''; }, 10000);
    }
    noted = number;
    return link.hasAttribute('data-away');
  }
  function tick() {
    if (watchLink()) return;
    for (const el of document.querySelectorAll('[data-seconds]')) {
      if (el.said !== el.dataset.seconds) { el.said = el.dataset.seconds; el.since = performance.now(); }
      const text = words(Number(el.said) + Math.floor((performance.now() - el.since) / 1000));
      if (el.textContent !== text) el.textContent = text;
    }
  }
  setInterval(tick, 1000);
  document.addEventListener('xpm:patched', tick);

  // The stream. Names are those that parts of this page wait for.
  let source = null, last = '', wait = 1000;
  const heard = new Set();
  function names() {
    const all = new Set(['all']);
    for (const el of document.querySelectorAll('[hx-trigger]'))
      for (const m of el.getAttribute('hx-trigger').matchAll(/xpm:(\S+) from:body/g)) all.add(m[1]);
    return all;
  }
  function listen() {
    for (const name of names()) if (source && !heard.has(name)) {
      heard.add(name);
      source.addEventListener(name, (e) => {
        last = e.lastEventId;
        for (const one of name === 'all' ? names() : [name]) htmx.trigger(document.body, 'xpm:' + one);
      });
    }
  }
  function link(lost) {
    document.documentElement.classList.toggle('offline', lost);
  }
  function connect() {
    source = new EventSource('/events' + (last ? '?last=' + encodeURIComponent(last) : ''));
    heard.clear();
    listen();
    source.onopen = () => {
      if (wait > 1000 && !last) htmx.trigger(document.body, 'xpm:stats');
      wait = 1000;
      link(false);
    };
    source.onerror = () => {
      source.close();
      source = null;
      link(true);
      setTimeout(again, wait + Math.random() * 500);
      wait = Math.min(30000, wait * 2);
    };
  }
  // After a restart of the program this page's session is gone: the answer to a part leads to the login.
  function again() {
    fetch('/p/link', { headers: { 'HX-Request': 'true' } })
      .then((r) => { if (r.status === 401) location.reload(); else connect(); })
      .catch(() => { setTimeout(again, wait); wait = Math.min(30000, wait * 2); });
  }
  if (document.getElementById('link')) {
    connect();
    document.body.addEventListener('htmx:afterSettle', listen);
    addEventListener('pagehide', () => source && source.close());
    addEventListener('pageshow', (e) => { if (e.persisted) location.reload(); });
  }
})();
