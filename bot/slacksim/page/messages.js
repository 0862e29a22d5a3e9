import { avatar, bin, bubble, el, eye, pencil, place, sheet } from './dom.js';
import { editor } from './editor.js';
import { mrkdwn, prettyDay } from './mrkdwn.js';
import { renderBlocks } from './blocks.js';

const groupSeconds = 300; // what one author says within five minutes has one head

/**
 * List shows messages in an element and keeps what did not change: focus,
 * selection and error badges stay when something else arrives.
 */
export class List {
  #root;
  #shown = new Map(); // by ts: {key, node}
  #atEnd = true;
  #onBehind;

  /** onBehind gets whether there is something new below what is in view. */
  constructor(root, onBehind = () => {}) {
    this.#root = root;
    this.#onBehind = onBehind;
    root.addEventListener('scroll', () => {
      this.#atEnd = root.scrollHeight - root.scrollTop - root.clientHeight < 80;
      if (this.#atEnd) onBehind(false);
    });
    // Who reads the end goes on reading it when a banner or a keyboard takes room.
    // The list gets another size, or a message in it grows: by an error badge, for example.
    const follow = () => { if (this.#atEnd) this.toEnd(); };
    new ResizeObserver(follow).observe(root);
    new MutationObserver(follow).observe(root, { childList: true, subtree: true });
  }

  clear() {
    this.#shown.clear();
    this.#root.replaceChildren();
    this.#onBehind(false);
  }

  toEnd() {
    this.#root.scrollTop = this.#root.scrollHeight;
    this.#atEnd = true;
    this.#onBehind(false);
  }

  /** show replaces what is there; ctx is {user(id), names, act, openThread, empty, typed, edit, remove, done}. */
  show(messages, ctx) {
    const root = this.#root;
    const atEnd = this.#atEnd;
    let news = false;
    let mine = false;
    const first = this.#shown.size === 0;
    const next = new Map();
    const nodes = [];
    let previous = null;
    for (const m of messages) {
      if (!previous || dayOf(m) !== dayOf(previous)) nodes.push(this.#divider(m));
      const grouped = previous !== null && sameHead(previous, m);
      const key = JSON.stringify([m, grouped, ctx.version]);
      const old = this.#shown.get(m.ts);
      // What somebody is writing stays until they are done with it.
      const kept = old && (old.key === key || old.node.querySelector('.editor'));
      const node = kept ? old.node : render(m, grouped, ctx);
      if (!old && !first) {
        node.classList.add('new');
        news = true;
        mine ||= m.user === ctx.names.me;
      }
      next.set(m.ts, { key: kept ? old.key : key, node });
      nodes.push(node);
      previous = m;
    }
    if (messages.length === 0 && ctx.empty) nodes.push(ctx.empty());
    this.#shown = next;
    if (nodes.length !== root.childNodes.length || nodes.some((n, i) => n !== root.childNodes[i])) place(root, nodes);
    if (atEnd || first || mine) this.toEnd();
    else if (news) this.#onBehind(true);
  }

  #divider(m) {
    return el('div', { class: 'day', role: 'separator' }, el('span', {}, dayName(dateOf(m))));
  }
}

const dateOf = (m) => new Date(Number(m.ts) * 1000);
const dayOf = (m) => dateOf(m).toDateString();
const time = (d) => d.toLocaleTimeString('en-US', { hour: 'numeric', minute: '2-digit' });

function dayName(d) {
  const pretty = prettyDay(d);
  if (pretty) return pretty[0].toUpperCase() + pretty.slice(1);
  return d.toLocaleDateString('en-US', { weekday: 'long', month: 'long', day: 'numeric' });
}

function sameHead(a, b) {
  return a.user === b.user && a.ephemeral === b.ephemeral && !a.replies && Number(b.ts) - Number(a.ts) < groupSeconds && dayOf(a) === dayOf(b);
}

function render(m, grouped, ctx) {
  const author = ctx.user(m.user) ?? { id: m.user, name: m.user_name, bot: m.bot };
  const when = dateOf(m);
  const body = el('div', { class: 'body' });
  if (m.ephemeral && !grouped) body.append(el('div', { class: 'only-you' }, eye(), 'Only visible to you'));
  if (!grouped) {
    body.append(el('div', { class: 'head' },
      el('strong', { class: 'author' }, author.bot ? author.real_name || author.name : author.real_name || author.name),
      author.bot && author.id !== 'USLACKBOT' && el('span', { class: 'badge' }, 'APP'),
      author.external && el('span', { class: 'badge external', title: 'From another organisation' }, 'EXTERNAL'),
      el('time', { class: 'time', datetime: when.toISOString(), title: when.toLocaleString('en-US') }, time(when))));
  }
  const act = (block, element, value, holder) => ctx.act(m, block, element, value, holder);
  const suggest = (block, element, text) => ctx.suggest(m, block, element, text);
  const content = { names: ctx.names, act, suggest };
  if (m.blocks?.length) body.append(el('div', { class: 'blocks' }, renderBlocks(m.blocks, content)));
  else if (m.text) body.append(el('div', { class: 'mrkdwn text' }, mrkdwn(m.text, ctx.names), m.edited && el('span', { class: 'edited' }, ' (edited)')));
  for (const a of m.attachments ?? []) body.append(attachment(a, content));
  if (m.files?.length) body.append(el('div', { class: 'files' }, m.files.map(attached)));
  if (m.replies?.length && ctx.openThread) body.append(replies(m, ctx));
  return el('article', {
    class: `message${grouped ? ' grouped' : ''}${m.ephemeral ? ' ephemeral' : ''}`, 'data-ts': m.ts, 'data-testid': 'message',
    'data-ephemeral': m.ephemeral ? 'true' : null, 'data-user': m.user, 'aria-label': `${author.real_name || author.name}, ${time(when)}`,
  },
  el('div', { class: 'gutter' }, grouped ? el('time', { class: 'time' }, time(when)) : avatar(author)), body, tools(m, body, ctx));
}

// tools are what can be done with a message: with what one said oneself, more.
function tools(m, body, ctx) {
  const tool = (name, sign, onclick) => el('button', { type: 'button', class: 'icon-button', title: name, 'aria-label': name, onclick }, sign);
  const items = m.ephemeral ? [] : [
    ctx.openThread && ctx.shortcuts.map((k) => el('button', {
      type: 'button', class: 'tool', title: k.description, 'data-testid': 'shortcut', 'data-callback': k.callback_id, onclick: () => ctx.shortcut(k, m),
    }, k.name)),
    ctx.openThread && tool('Reply in thread', bubble(), () => ctx.openThread(m.ts)),
    m.user === ctx.names.me && [
      tool('Edit message', pencil(), () => editor(body, ctx.typed(m.text), (text) => ctx.edit(m, text), ctx.done)),
      tool('Delete message', bin(), () => ctx.remove(m)),
    ],
  ].filter(Boolean);
  return items.length > 0 && el('div', { class: 'tools' }, items);
}

function attachment(a, content) {
  const colour = /^#?[0-9a-f]{6}$/i.test(a.color ?? '') ? `#${a.color.replace('#', '')}` : null;
  return el('div', { class: 'attachment', style: colour && `border-left-color:${colour}` },
    a.title && el('strong', {}, mrkdwn(a.title, content.names)),
    a.text && el('div', { class: 'mrkdwn' }, mrkdwn(a.text, content.names)),
    a.blocks && renderBlocks(a.blocks, content),
    !a.text && !a.blocks && a.fallback);
}

// attached is a file below a message: an image as such, anything else as a card.
function attached(f) {
  if (f.deleted) return el('span', { class: 'unknown' }, 'This file was deleted.');
  if (f.mimetype.startsWith('image/')) {
    return el('a', { href: f.url, target: '_blank', rel: 'noopener' }, el('img', { class: 'block-picture', src: f.url, alt: f.alt_txt || f.title, loading: 'lazy' }));
  }
  return el('a', { class: 'file', href: f.url, target: '_blank', rel: 'noopener', 'data-testid': 'file', title: f.alt_txt },
    el('span', { class: 'file-sign', 'aria-hidden': 'true' }, sheet()),
    el('span', { class: 'who' }, el('b', {}, f.title), el('small', {}, `${f.pretty_type} · ${bytes(f.size)}`)));
}

function bytes(n) {
  if (n < 1000) return `${n} B`;
  return n < 1e6 ? `${(n / 1000).toFixed(n < 1e4 ? 1 : 0)} kB` : `${(n / 1e6).toFixed(1)} MB`;
}

function replies(m, ctx) {
  const people = [...new Map(m.replies.map((r) => [r.user, ctx.user(r.user) ?? { id: r.user, name: r.user_name }])).values()];
  const last = m.replies[m.replies.length - 1];
  return el('button', { type: 'button', class: 'replies', 'data-testid': 'replies', onclick: () => ctx.openThread(m.ts) },
    people.slice(0, 4).map((u) => avatar(u, 'small')),
    el('b', {}, m.replies.length === 1 ? '1 reply' : `${m.replies.length} replies`),
    el('span', { class: 'time' }, `Last reply ${dayName(dateOf(last)).toLowerCase()} at ${time(dateOf(last))}`));
}
