import * as api from './api.js';
import { byId, el } from './dom.js';

/**
 * Faults is the dialog that breaks the local Slack on purpose, for those who
 * want to see what the app makes of it.
 */
export class Faults {
  #dialog = byId('faults');
  #onCount;

  /** onCount gets the number of switches that are on. */
  constructor(onCount) {
    this.#onCount = onCount;
    byId('faults-close').addEventListener('click', () => this.#dialog.close());
    byId('faults-clear').addEventListener('click', () => this.#set('DELETE', ''));
    byId('fault-form').addEventListener('submit', (e) => { e.preventDefault(); this.#add(new FormData(e.target)); });
    for (const [id, path] of [['fault-cut', '/cut'], ['fault-refresh', '/disconnect?reason=refresh_requested'], ['fault-disable', '/disconnect?reason=link_disabled']]) {
      byId(id).addEventListener('click', () => this.#set('POST', path));
    }
    for (const box of this.#dialog.querySelectorAll('[data-socket]')) box.addEventListener('change', () => this.#sockets());
    byId('fault-tier').addEventListener('change', (e) => this.#set('PUT', '/limits', { tier_factor: Number(e.target.value) }));
  }

  async open() {
    await this.refresh();
    if (!this.#dialog.open) this.#dialog.showModal();
  }

  async refresh() { this.#show(await api.faults('GET', '')); }

  #add(form) {
    const [kind, value] = form.get('kind').split(' ');
    const [count, skip] = ['count', 'skip'].map((name) => Number(form.get(name)) || 0);
    const what = {
      status: { status: Number(value), retry_after: value === '429' ? 2 : 0 }, error: { error: value }, html: { html: true, status: 502 },
      lose: { lose: true }, delay: { delay: Number(value) * 1e9 },
    }[kind];
    return this.#set('POST', '', { method: form.get('method'), skip, count, ...what });
  }

  #sockets() {
    const body = {};
    for (const box of this.#dialog.querySelectorAll('[data-socket]')) {
      const value = box.type === 'number' ? Math.round(Number(box.value) * unit(box)) || 0 : box.value;
      body[box.dataset.socket] = box.type === 'checkbox' ? box.checked : value;
    }
    return this.#set('PUT', '/sockets', body);
  }

  async #set(method, path, body) { this.#show(await api.faults(method, path, body)); }

  #show(now) {
    byId('faults-note').textContent = now.ok ? '' : now.error_text || now.error;
    if (!now.ok) return;
    for (const box of this.#dialog.querySelectorAll('[data-socket]')) {
      const value = now.socket[box.dataset.socket] ?? 0;
      if (box.type === 'checkbox') box.checked = value;
      else box.value = box.type === 'number' ? value / unit(box) : value;
    }
    byId('fault-tier').value = String(now.tier_factor);
    byId('faults-on').replaceChildren(...now.api.map((f) => el('li', {}, describe(f))));
    const on = now.api.length + Object.values(now.socket).filter(Boolean).length + (now.tier_factor === now.default_tier_factor ? 0 : 1);
    byId('faults-clear').disabled = on === 0;
    this.#onCount(on);
  }
}

// unit is what one of a field is to the people API, where times are nanoseconds.
const unit = (box) => (box.dataset.unit === 's' ? 1e9 : 1);

function describe(f) {
  const what = f.lose ? 'is done, but its answer is lost' : f.html ? 'answers with an HTML page' : f.error ? `fails with ${f.error}`
    : f.status ? `answers with HTTP ${f.status}` : `takes ${f.delay / 1e9} s`;
  const times = f.count < 0 ? 'until cleared' : f.count === 1 ? 'once' : `${f.count} times`;
  return `${f.method || 'Every method'} ${what}, ${times}${f.skip > 0 ? `, after ${f.skip} that ${f.skip === 1 ? 'works' : 'work'} as usual` : ''}`;
}
