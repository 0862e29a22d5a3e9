import { byId, el } from './dom.js';

/**
 * Composer is the line at the bottom: Enter sends, Up recalls, a slash offers
 * the commands. `send(text)` answers what the people API does.
 */
export class Composer {
  #input = byId('composer-input');
  #list = byId('suggestions');
  #note = byId('composer-note');
  #button = byId('send');
  #commands = [];
  #histories = new Map(); // by person: nobody is offered what another one typed
  #history = [];
  #at = 0; // in the history; its length is the line being written
  #chosen = -1; // in the suggestions
  #shift = false; // was it held with the last key?
  #send;

  constructor(send) {
    this.#send = send;
    this.#input.addEventListener('input', () => { this.#at = this.#history.length; this.say(''); this.#changed(); });
    this.#input.addEventListener('keydown', (e) => this.#key(e));
    // Enter never breaks the line, even where the key and the text come as two events.
    this.#input.addEventListener('beforeinput', (e) => {
      if (e.inputType === 'insertLineBreak' && !this.#shift) e.preventDefault();
    });
    this.#input.addEventListener('blur', () => setTimeout(() => { this.#list.hidden = true; }, 150));
    this.#input.addEventListener('focus', () => this.#changed());
    this.#list.addEventListener('mousedown', (e) => {
      const item = e.target.closest('[role=option]');
      e.preventDefault(); // the line keeps the focus
      if (item) this.#take(item);
    });
    byId('composer').addEventListener('submit', (e) => { e.preventDefault(); this.#submit(); });
  }

  set commands(list) { this.#commands = list; }

  place(label, disabled) {
    this.#input.placeholder = label;
    this.#input.setAttribute('aria-label', label);
    this.#input.disabled = disabled;
  }

  focus() { if (matchMedia('(hover: hover)').matches) this.#input.focus(); }

  /** become empties the line, and recalls what that person has sent. */
  become(id) {
    if (!this.#histories.has(id)) this.#histories.set(id, []);
    this.#history = this.#histories.get(id);
    this.#at = this.#history.length;
    this.#set('');
  }

  /** say shows a line under the composer; kind is 'error' or ''. */
  say(text, kind = '') {
    this.#note.textContent = text.replaceAll('`', ''); // it is no markup here
    this.#note.className = kind;
  }

  #set(text) {
    this.#input.value = text;
    this.#input.setSelectionRange(text.length, text.length);
    this.#changed();
  }

  #changed() {
    grow(this.#input);
    this.#button.disabled = this.#input.value.trim() === '';
    this.#suggest();
  }

  #key(e) {
    this.#shift = e.shiftKey;
    const items = this.#list.hidden ? [] : [...this.#list.querySelectorAll('[role=option]')];
    const recalled = this.#at < this.#history.length;
    if (e.key === 'Enter' && !e.shiftKey && !e.isComposing) {
      e.preventDefault();
      if (this.#chosen >= 0 && items[this.#chosen]) this.#take(items[this.#chosen]);
      else this.#submit();
    } else if (e.key === 'Tab' && !e.shiftKey && items.length > 0) {
      e.preventDefault();
      this.#take(items[Math.max(this.#chosen, 0)]);
    } else if (e.key === 'Escape') {
      if (!this.#list.hidden) e.stopPropagation(); // it closes one thing
      this.#list.hidden = true;
      this.#chosen = -1;
    } else if (e.key === 'ArrowUp' && (this.#input.value === '' || recalled) && this.#history.length > 0) {
      e.preventDefault();
      this.#recall(-1);
    } else if (e.key === 'ArrowDown' && recalled) {
      e.preventDefault();
      this.#recall(1);
    } else if ((e.key === 'ArrowDown' || e.key === 'ArrowUp') && items.length > 0) {
      e.preventDefault();
      const step = e.key === 'ArrowDown' ? 1 : -1;
      this.#mark((this.#chosen + step + items.length + (this.#chosen < 0 && step < 0 ? 1 : 0)) % items.length, items);
    }
  }

  #recall(step) {
    this.#at = Math.min(Math.max(this.#at + step, 0), this.#history.length);
    this.#set(this.#history[this.#at] ?? '');
    this.#list.hidden = true;
  }

  #mark(i, items) {
    this.#chosen = i;
    items.forEach((item, j) => item.setAttribute('aria-selected', String(i === j)));
    this.#input.setAttribute('aria-activedescendant', items[i].id);
    items[i].scrollIntoView({ block: 'nearest' });
  }

  #take(item) {
    this.#set(item.dataset.line);
    this.#input.focus();
  }

  // Before the space the commands are offered, after it what they take: words
  // can be chosen, and from there on a hint says what may follow.
  #suggest() {
    this.#chosen = -1;
    this.#input.removeAttribute('aria-activedescendant');
    const rows = document.activeElement === this.#input ? this.#rows(this.#input.value) : [];
    rows.filter((r) => r.getAttribute('role') === 'option').forEach((r, i) => { r.id = `suggestion-${i}`; });
    this.#list.replaceChildren(...rows);
    this.#list.scrollTop = 0;
    this.#list.hidden = rows.length === 0;
  }

  #rows(line) {
    if (!line.startsWith('/')) return [];
    const [name] = line.split(' ', 1);
    const known = this.#commands.find((c) => c.name === name);
    if (!known || !line.includes(' ')) {
      return this.#commands.filter((c) => c.name.startsWith(name)).map((c) => option(`${c.name} `,
        el('b', {}, c.name), ' ', el('span', { class: 'usage' }, c.usage_hint), el('span', { class: 'about' }, c.description)));
    }
    const examples = (known.examples ?? []).map((x) => ({ x, words: leading(x) }));
    const going = examples.filter(({ words }) => line.startsWith(`${words} `) && words !== known.name);
    if (going.length > 0) return going.map(({ x, words }) => hint(words, x.slice(words.length)));
    const next = examples.filter(({ words }) => words.startsWith(line) && words !== line);
    return [
      ...(next.length === examples.length ? [hint(known.name, ` ${known.usage_hint}`)] : []),
      ...next.map(({ x, words }) => option(`${words} `, el('b', {}, words), el('span', { class: 'usage' }, x.slice(words.length)))),
    ];
  }

  async #submit() {
    const text = this.#input.value.trim();
    if (text === '') return;
    if (this.#history[this.#history.length - 1] !== text) this.#history.push(text);
    this.#at = this.#history.length;
    this.#set('');
    this.#list.hidden = true;
    const slow = setTimeout(() => this.say('Waiting for an answer…'), 400);
    const answer = await this.#send(text);
    clearTimeout(slow);
    if (answer.ok) this.say('');
    else this.say(answer.error_text || answer.error, 'error');
    if (answer.error === 'offline' && this.#input.value === '') this.#set(text); // nothing is lost
  }
}

// leading is how an example begins, before what people fill in: "/peering deny".
function leading(example) {
  const words = example.split(' ');
  const end = words.findIndex((w, i) => i > 0 && !/^[a-z][a-z-]*$/.test(w));
  return words.slice(0, end < 0 ? words.length : end).join(' ');
}

const hint = (words, rest) => el('div', { class: 'hint' }, el('b', {}, words), rest);

const option = (line, ...children) => el('div', { role: 'option', 'aria-selected': 'false', 'data-line': line }, children);

/** grow fits a text area to its lines. */
export function grow(area) {
  area.style.height = 'auto';
  area.style.height = `${Math.min(area.scrollHeight, 200)}px`;
}
