// The page: everything that it shows and does goes over the people API.
import * as api from './api.js';
import { avatar, bolt, byId, el, lock, oneByOne, place as placeNodes } from './dom.js';
import { mrkdwn, plain } from './mrkdwn.js';
import { List } from './messages.js';
import { Faults } from './faults.js';
import { Home } from './home.js';
import { Modal } from './modal.js';
import { Composer, grow } from './composer.js';

const state = {
  team: null, app: null, people: [], groups: [], commands: [], shortcuts: [], channels: [],
  me: null, channel: null, thread: null, tab: 'messages', home: null, messages: [], arriving: false, online: true, panel: false, version: 0,
};
const list = new List(byId('messages'), (behind) => { byId('latest').hidden = !behind; });
const threadList = new List(byId('thread-messages'));
const composer = new Composer(sendLine);
let stopListening = () => {};

const person = (id) => state.people.find((p) => p.id === id);
const names = {
  user: (id) => { const p = person(id); return p && (p.real_name || p.name); },
  channel: (id) => state.channels.find((c) => c.id === id)?.name,
  group: (id) => state.groups.find((g) => g.id === id)?.handle,
  inGroup: (id) => state.groups.find((g) => g.id === id)?.members.includes(state.me?.id) ?? false,
  get me() { return state.me?.id; },
  people: () => actors(),
  channels: () => state.channels.map((c) => ({ ...c, name: c.dm ? state.app.name : c.name })),
};
const inView = {
  names,
  use: (press, element, holder) => use(element, holder, press),
  suggest: (press) => api.suggest(state.me.id, '', press),
  attach: (file) => api.attach(state.me.id, file),
};
const modal = new Modal(
  async (id, values) => { const answer = await api.submit(state.me.id, id, values); if (answer.view !== undefined) modal.show(answer.view); return answer; },
  async (all) => { const answer = await api.dismiss(state.me.id, all); modal.show(answer.view ?? null); },
  inView,
);
const home = new Home(inView);
const faults = new Faults((on) => {
  byId('faults-open').classList.toggle('on', on > 0);
  byId('faults-open').replaceChildren(el('span', { 'aria-hidden': 'true' }, '⚡︎'), on > 0 ? `${on} ${on === 1 ? 'fault' : 'faults'} on` : 'Break something');
});

// --- where we are: #/{user}/{channel}/{thread}, or #/{user}/{the app}/home

function place() {
  const [user, channel, thread] = location.hash.replace(/^#\/?/, '').split('/').map(decodeURIComponent);
  return { user, channel, thread };
}

function go(user, channel, thread) {
  const parts = [user, channel, thread].filter(Boolean).map(encodeURIComponent);
  location.hash = `/${parts.join('/')}`;
  follow(); // at once: the event comes later, and until then the old page could be used
}

const settled = (holds) => new Promise((done) => {
  const look = () => (holds() ? done() : setTimeout(look, 20));
  look();
});
const actors = () => state.people.filter((p) => !p.bot && !p.deleted);
const nameOf = (c) => c.name;

let turns = 0; // how often the place changed
async function follow() {
  const turn = ++turns;
  const { user, channel, thread } = place();
  const me = actors().find((p) => p.id === user || p.name === user) ?? actors()[0];
  if (!me) return;
  const moved = me.id !== state.me?.id;
  state.me = me;
  state.thread = thread && thread !== 'home' ? thread : null;
  if (moved) {
    stopListening();
    stopListening = api.listen(me.id, changed, setOnline);
    // Nothing of the other person stays to be clicked on, or written to.
    Object.assign(state, { channels: [], channel: null, messages: [], home: null });
    list.clear();
    threadList.clear();
    modal.show(null);
    composer.become(me.id);
    state.arriving = true;
    draw();
  }
  if (state.arriving) {
    await loadChannels();
    if (turn !== turns) return; // somebody was faster
    state.arriving = false;
    loadView();
  }
  const found = state.channels.find((c) => c.id === channel || nameOf(c) === channel?.replace(/^[#@]/, '')) ?? state.channels.find((c) => !c.dm) ?? state.channels[0];
  const other = found?.id !== state.channel?.id;
  const tab = found?.dm && thread === 'home' && state.app.home ? 'home' : 'messages';
  const turned = other || tab !== state.tab;
  state.tab = tab;
  state.channel = found ?? null;
  if (other) {
    list.clear();
    threadList.clear();
    state.messages = [];
    composer.say('');
  }
  draw();
  if (turned && found?.dm) openApp(tab);
  if (turned) await loadMessages();
  else drawMessages();
  if (turned && !state.thread) composer.focus();
}

// The app hears of everybody who opens it, every time.
async function openApp(tab) {
  const me = state.me.id;
  const answer = await api.openHome(me, tab);
  if (me !== state.me.id || tab !== 'home') return;
  if (answer.ok) state.home = answer.view;
  home.show(state.home, state.app);
  await loadView(); // it may have been published before the answer came
}

// --- reading

async function loadPeople() {
  const answer = await api.people();
  if (!answer.ok) return false;
  Object.assign(state, { team: answer.team, app: answer.app, people: answer.people, groups: answer.groups, commands: answer.commands, shortcuts: answer.shortcuts });
  drawShortcuts();
  composer.commands = answer.commands;
  if (answer.panel) mountPanel();
  return true;
}

async function loadChannels() {
  const me = state.me.id;
  const answer = await api.channels(me);
  if (!answer.ok || me !== state.me.id) return;
  state.channels = answer.channels;
  state.channel = state.channels.find((c) => c.id === state.channel?.id) ?? state.channel;
}

const loadMessages = oneByOne(async () => {
  const { me, channel } = state;
  if (!channel) return;
  const answer = await api.messages(me.id, channel.id);
  if (!answer.ok || me.id !== state.me.id || channel.id !== state.channel?.id) return;
  state.messages = answer.messages;
  drawMessages();
  const last = answer.messages[answer.messages.length - 1];
  if (last && document.visibilityState === 'visible' && state.tab === 'messages') {
    await api.markRead(me.id, channel.id, last.ts);
    channel.unread = 0;
    drawSidebar();
  }
});

const loadView = oneByOne(async () => {
  const me = state.me.id;
  const [open, tab] = await Promise.all([api.view(me), api.home(me)]);
  if (me !== state.me.id) return;
  if (open.ok) modal.show(open.view);
  if (tab.ok) {
    state.home = tab.view;
    home.show(state.home, state.app);
  }
});

async function changed({ channels, people, view }) {
  if (view) await loadView();
  if (view && !people && channels.length === 0) return;
  if (people) {
    await loadPeople();
    state.version++; // a name may have changed in any message
  }
  await loadChannels();
  draw();
  if (people || channels.includes(state.channel?.id)) await loadMessages();
}

function setOnline(online) {
  const back = online && !state.online;
  state.online = online;
  draw();
  if (back) faults.refresh();
  if (back) changed({ channels: [state.channel?.id], people: true, view: true });
}

// --- acting

async function sendLine(text) {
  await settled(() => !state.arriving); // what was typed early goes where one arrives
  if (!state.channel) return { ok: false, error_text: 'There is no channel to post in.' };
  const act = text.startsWith('/') ? api.command : api.say;
  return act(state.me.id, state.channel.id, text);
}

async function press(message, block, element, value, holder) {
  await use(element, holder, { channel: message.channel, ts: message.ts, action_id: element.action_id, block_id: block.block_id, value, confirmed: true });
}

const suggest = (message, block, element, text) => api.suggest(state.me.id, message.channel, {
  ts: message.ts, action_id: element.action_id, block_id: block.block_id, value: text,
});

// use tells the app that an element was used; what went wrong is said beside it.
async function use(element, holder, body) {
  holder.querySelector('.warning-badge')?.remove();
  if (element.confirm && !(await confirmed(element.confirm))) return;
  const control = holder.querySelector('button, select, input, textarea');
  control.classList.add('busy');
  control.setAttribute('aria-busy', 'true');
  const answer = await api.click(state.me.id, body.channel ?? '', body);
  control.classList.remove('busy');
  control.removeAttribute('aria-busy');
  if (!answer.ok) {
    holder.append(el('span', { class: 'warning-badge', role: 'alert', title: answer.error_text, 'data-testid': 'click-error' },
      el('span', { 'aria-hidden': 'true' }, '⚠'), ` ${answer.error_text || answer.error}`));
  }
}

async function runShortcut(k, channel, ts) {
  const answer = await api.shortcut(state.me.id, k.callback_id, channel, ts);
  composer.say(answer.ok ? '' : answer.error_text || answer.error, answer.ok ? '' : 'error');
}

// typed is what a person would type to say that: names, where they are nobody else's.
function typed(text) {
  const one = (p) => p && state.people.filter((o) => o.name === p.name).length === 1;
  return text.replace(/<@(\w+)>/g, (all, id) => (one(person(id)) ? `@${person(id).name}` : all))
    .replace(/<!subteam\^(\w+)[^>]*>/g, (all, id) => (names.group(id) ? `@${names.group(id)}` : all))
    .replace(/<#(\w+)[^>]*>/g, (all, id) => (names.channel(id) ? `#${names.channel(id)}` : all));
}

async function remove(m) {
  const words = (text) => ({ type: 'plain_text', text });
  const sure = await confirmed({
    title: words('Delete message'), text: words('This deletes it for everyone.'), confirm: words('Delete'), deny: words('Cancel'), style: 'danger',
  });
  if (!sure) return;
  const answer = await api.unsay(state.me.id, m.channel, m.ts);
  if (!answer.ok) composer.say(answer.error_text || answer.error, 'error');
}

function confirmed(c) {
  const dialog = byId('confirm');
  byId('confirm-title').replaceChildren(...plain(c.title.text));
  byId('confirm-text').replaceChildren(...(c.text.type === 'mrkdwn' ? mrkdwn(c.text.text, names) : plain(c.text.text)));
  byId('confirm-yes').replaceChildren(...plain(c.confirm.text));
  byId('confirm-yes').className = `button ${c.style ?? 'primary'}`;
  byId('confirm-no').replaceChildren(...plain(c.deny.text));
  dialog.showModal();
  byId('confirm-yes').focus();
  // Not the close event: it comes late, and could be that of the dialog before.
  const ended = new AbortController();
  return new Promise((done) => {
    const end = (yes) => () => { ended.abort(); done(yes); };
    byId('confirm-yes').addEventListener('click', end(true), { signal: ended.signal });
    byId('confirm-no').addEventListener('click', end(false), { signal: ended.signal });
    dialog.addEventListener('cancel', end(false), { signal: ended.signal });
  });
}

// --- drawing

function draw() {
  drawSidebar();
  drawHead();
  drawBanner();
}

let drawnChannels = '';
function drawSidebar() {
  byId('team-name').textContent = state.team?.name ?? '';
  const up = state.online && state.app?.connections > 0;
  byId('app-status').replaceChildren(el('span', { class: up ? 'dot on' : 'dot' }),
    state.online ? `${state.app?.name ?? 'The app'} is ${up ? 'connected' : 'not connected'}` : 'The local Slack is gone');
  drawMe();
  const now = JSON.stringify([state.me, state.channel?.id, state.channels.map((c) => ({ ...c, cursor: 0, members: 0 })), state.app]);
  if (now === drawnChannels) return; // as with people
  drawnChannels = now;
  const group = (title, channels) => channels.length > 0 && el('section', {},
    el('h2', {}, title), el('ul', {}, channels.map(channelItem)));
  byId('channel-list').replaceChildren(...[
    group('Channels', state.channels.filter((c) => !c.dm)),
    group('Apps', state.channels.filter((c) => c.dm)),
  ].filter(Boolean));
}

function channelItem(c) {
  const here = c.id === state.channel?.id;
  const sign = c.dm ? avatar(person(state.app.user) ?? { id: 'app', bot: true }, 'small') : el('span', { class: 'sign' }, c.private ? lock() : '#');
  return el('li', {}, el('a', {
    class: `channel${here ? ' here' : ''}${c.unread > 0 && !here ? ' unread' : ''}${c.archived ? ' archived' : ''}`,
    href: `#/${encodeURIComponent(state.me.name)}/${encodeURIComponent(nameOf(c))}`, 'aria-current': here ? 'page' : null,
    'data-testid': 'channel', 'data-channel': c.id, 'data-unread': String(c.unread), onclick: () => drawer(false),
  }, sign, el('span', { class: 'channel-label' }, c.dm ? state.app.name : c.name),
  c.shared && el('span', { class: 'shared', role: 'img', 'aria-label': 'shared with another organisation', title: 'Shared with another organisation' }, '◇'),
  c.unread > 0 && !here && el('span', { class: 'count', 'aria-label': `${c.unread} unread` }, String(c.unread))));
}

let drawnMe = '';
function drawMe() {
  const me = byId('me');
  if (!state.me) return;
  // A button that is replaced between mouse down and mouse up loses the click.
  const now = JSON.stringify([state.me, state.channel && nameOf(state.channel), actors()]);
  if (now === drawnMe) return;
  drawnMe = now;
  const row = (p) => [avatar(p), el('span', { class: 'who' }, el('b', {}, p.real_name), el('small', {}, role(p)))];
  me.replaceChildren(...row(state.me), el('span', { class: 'chevron', 'aria-hidden': 'true' }, '⌃'));
  me.setAttribute('aria-label', `Acting as ${state.me.real_name}. Change who you are`);
  byId('people-menu').replaceChildren(el('h2', {}, 'Act as'), ...actors().map((p) => el('button', {
    type: 'button', role: 'option', class: p.id === state.me.id ? 'here' : '', 'aria-selected': String(p.id === state.me.id),
    'data-testid': 'person', 'data-user': p.id, onclick: () => { people(false); drawer(false); go(p.name, state.channel && nameOf(state.channel)); },
  }, row(p))));
}

function role(p) {
  const marks = [p.title, p.external && 'other organisation', p.guest && 'guest'].filter(Boolean);
  return marks.join(' · ') || `@${p.name}`;
}

function drawHead() {
  const c = state.channel;
  byId('channel-name').replaceChildren(...(c ? [c.dm ? '' : el('span', { class: 'sign' }, c.private ? lock() : '#'), c.dm ? state.app.name : c.name] : ['No channels']));
  byId('channel-topic').replaceChildren(...(c ? plain(c.dm ? 'Direct messages with the app' : c.topic || c.purpose || '') : []));
  const members = (c?.members ?? []).map(person).filter(Boolean);
  byId('members').replaceChildren(...members.filter((p) => !p.bot).slice(0, 3).map((p) => avatar(p, 'small')), String(members.length));
  byId('members').title = members.map((p) => p.real_name || p.name).join(', ');
  byId('members').setAttribute('aria-label', `${members.length} members: ${byId('members').title}`);
  byId('members').hidden = !c;
  const label = !c ? '' : c.archived ? 'This channel is archived' : c.dm ? `Message ${state.app.name}` : `Message #${c.name}`;
  composer.place(label, c ? c.archived : !state.arriving);
  drawTabs(c);
  document.title = c ? `${c.dm ? state.app.name : `#${c.name}`} · ${state.team.name}` : 'Local Slack';
}

function showMembers() {
  const c = state.channel;
  byId('members-title').textContent = c.dm ? `You and ${state.app.name}` : `Members of #${c.name}`;
  byId('members-roll').replaceChildren(...c.members.map(person).filter(Boolean).map((p) => el('li', {},
    avatar(p), el('span', { class: 'who' }, el('b', {}, p.real_name || p.name), el('small', {}, p.bot ? 'App' : role(p))),
    p.id === state.me.id && el('span', { class: 'badge' }, 'YOU'))));
  byId('members-list').showModal();
}

function drawShortcuts() {
  const global = state.shortcuts.filter((k) => !k.message);
  byId('shortcuts').hidden = global.length === 0;
  byId('shortcuts-menu').replaceChildren(...global.map((k) => el('button', {
    type: 'button', role: 'menuitem', 'data-callback': k.callback_id, onclick: () => { shortcutsMenu(false); runShortcut(k); },
  }, el('b', {}, k.name), el('small', {}, k.description))));
}

function shortcutsMenu(open) {
  byId('shortcuts-menu').hidden = !open;
  byId('shortcuts').setAttribute('aria-expanded', String(open));
  if (open) byId('shortcuts-menu').querySelector('button')?.focus();
}

function drawTabs(c) {
  const tabs = Boolean(c?.dm && state.app.home);
  const onHome = tabs && state.tab === 'home';
  byId('tabs').hidden = !tabs;
  byId('home').hidden = !onHome;
  byId('messages').hidden = onHome;
  byId('composer-area').hidden = onHome;
  if (!tabs) return;
  for (const [name, here] of [['home', onHome], ['messages', !onHome]]) {
    const tab = byId(`tab-${name}`);
    tab.href = `#/${encodeURIComponent(state.me.name)}/${encodeURIComponent(nameOf(c))}${name === 'home' ? '/home' : ''}`;
    tab.setAttribute('aria-selected', String(here));
  }
  if (onHome) home.show(state.home, state.app);
}

function drawBanner() {
  const text = !state.online ? 'The connection to the local Slack is lost. Retrying…'
    : state.app && state.app.connections === 0 ? `${state.app.name} is not connected. Commands and buttons fail until it is.` : '';
  byId('banner').hidden = text === '';
  byId('banner').className = state.online ? 'warn' : 'lost';
  if (byId('banner').textContent !== text) byId('banner').textContent = text;
}

function drawMessages() {
  const byThread = new Map();
  for (const m of state.messages) {
    if (m.thread_ts) byThread.set(m.thread_ts, [...(byThread.get(m.thread_ts) ?? []), m]);
  }
  const ctx = {
    user: person, names, act: press, suggest, version: state.version,
    shortcuts: state.shortcuts.filter((k) => k.message), shortcut: (k, m) => runShortcut(k, m.channel, m.ts),
  };
  const done = (where) => () => { drawMessages(); where.focus(); };
  Object.assign(ctx, { typed, remove, edit: (m, text) => api.edit(state.me.id, m.channel, m.ts, text) });
  const roots = state.messages.filter((m) => !m.thread_ts || m.broadcast)
    .map((m) => ({ ...m, replies: byThread.get(m.ts) }));
  list.show(roots, { ...ctx, openThread: (ts) => go(state.me.name, nameOf(state.channel), ts), empty, done: done(byId('composer-input')) });
  drawThread({ ...ctx, done: done(byId('reply-input')) }, byThread);
}

function drawThread(ctx, byThread) {
  const root = state.thread && state.messages.find((m) => m.ts === state.thread);
  const opened = root && byId('thread').hidden;
  byId('thread').hidden = !root;
  document.body.classList.toggle('with-thread', Boolean(root));
  drawPanel();
  if (!root) { threadList.clear(); return; }
  byId('thread-channel').textContent = state.channel.dm ? state.app.name : `#${state.channel.name}`;
  threadList.show([root, ...(byThread.get(root.ts) ?? [])], ctx);
  if (opened && hovers()) byId('reply-input').focus();
}

function empty() {
  const c = state.channel;
  return el('div', { class: 'empty' },
    el('div', { class: 'empty-sign', 'aria-hidden': 'true' }, c?.dm ? '⇄' : '#'),
    el('h2', {}, c?.dm ? `This is you and ${state.app.name}` : `This is the very beginning of #${c?.name}`),
    c?.purpose && el('p', {}, c.purpose),
    state.commands.map((k) => el('p', {}, 'Try ', el('code', {}, `${k.name} help`), k.description ? ` — ${k.description}` : '')));
}

// --- the rest of the furniture

const hovers = () => matchMedia('(hover: hover)').matches; // and so has a keyboard

function people(open) {
  byId('people-menu').hidden = !open;
  byId('me').setAttribute('aria-expanded', String(open));
  if (open) byId('people-menu').querySelector('.here')?.focus();
}

const drawn = () => document.body.classList.contains('drawer');

function drawer(open) {
  document.body.classList.toggle('drawer', open);
  byId('menu').setAttribute('aria-expanded', String(open));
  byId('main').inert = open; // what is under it cannot be reached
  if (open) byId('channel-list').querySelector('a')?.focus();
}

function theme(next) {
  const dark = next ?? localStorage.getItem('theme') ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
  document.documentElement.dataset.theme = dark;
  byId('theme').textContent = dark === 'dark' ? '☀︎' : '☾';
  if (next) localStorage.setItem('theme', next);
}

let panelMounted = false;
async function mountPanel() {
  if (panelMounted) return;
  panelMounted = true;
  try {
    const { mount } = await import('/aws/panel.js');
    mount(byId('panel'), { el, place: placeNodes, command: runCommand, close: () => showPanel(false) });
    byId('panel-toggle').hidden = false;
    showPanel(matchMedia('(min-width: 1101px)').matches);
  } catch (e) {
    panelMounted = false;
    console.error('the panel cannot be shown', e);
  }
}

// Beside a thread the panel has a place on wide screens only.
const narrow = matchMedia('(max-width: 1599px)');

function showPanel(on) {
  const left = !on && byId('panel').contains(document.activeElement);
  state.panel = on;
  if (on && narrow.matches && state.thread) go(state.me.name, nameOf(state.channel)); // the thread makes way
  drawPanel();
  if (left) byId('panel-toggle').focus();
}

function drawPanel() {
  const on = state.panel && !(narrow.matches && !byId('thread').hidden);
  byId('panel').hidden = !on;
  byId('panel-toggle').setAttribute('aria-pressed', String(on));
}

async function runCommand(text) {
  const answer = await sendLine(text);
  composer.say(answer.ok ? '' : answer.error_text || answer.error, answer.ok ? '' : 'error');
}

// Escape closes what was opened last, and gives the focus back.
function closeOne() {
  const inside = (id) => !byId(id).hidden && (byId(id).contains(document.activeElement) || getComputedStyle(byId(id)).position === 'fixed');
  if (!byId('people-menu').hidden) { people(false); byId('me').focus(); }
  else if (!byId('shortcuts-menu').hidden) { shortcutsMenu(false); byId('shortcuts').focus(); }
  else if (drawn()) { drawer(false); byId('menu').focus(); }
  else if (inside('thread')) closeThread();
  else if (inside('panel')) showPanel(false);
}

function closeThread() {
  const from = byId('messages').querySelector(`[data-ts="${CSS.escape(state.thread)}"] .replies`);
  go(state.me.name, nameOf(state.channel));
  (from ?? byId('composer-input')).focus();
}

byId('me').addEventListener('click', () => people(byId('people-menu').hidden));
byId('menu').addEventListener('click', () => drawer(!drawn()));
byId('shade').addEventListener('click', () => drawer(false));
byId('theme').addEventListener('click', () => theme(document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark'));
byId('thread-close').addEventListener('click', closeThread);
byId('panel-toggle').addEventListener('click', () => showPanel(byId('panel').hidden));
narrow.addEventListener('change', drawPanel);
byId('members').addEventListener('click', showMembers);
byId('latest').addEventListener('click', () => list.toEnd());
document.querySelector('.skip').addEventListener('click', (e) => { e.preventDefault(); byId('composer-input').focus(); });
byId('faults-open').addEventListener('click', () => faults.open());
byId('shortcuts').append(bolt());
byId('shortcuts').addEventListener('click', () => shortcutsMenu(byId('shortcuts-menu').hidden));
document.addEventListener('click', (e) => {
  if (!e.target.closest('.switcher')) people(false);
  if (!e.target.closest('#shortcuts, #shortcuts-menu')) shortcutsMenu(false);
});
document.addEventListener('keydown', (e) => { if (e.key === 'Escape' && !document.querySelector('dialog[open]')) closeOne(); });
for (const menu of [byId('people-menu'), byId('shortcuts-menu')]) {
  menu.addEventListener('keydown', (e) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[e.key];
    if (!step) return;
    e.preventDefault();
    const items = [...menu.querySelectorAll('button')];
    items[(items.indexOf(document.activeElement) + step + items.length) % items.length].focus();
  });
}
byId('reply').addEventListener('submit', async (e) => {
  e.preventDefault();
  const text = byId('reply-input').value.trim();
  if (text === '') return;
  if (text.startsWith('/')) { // so it is on Slack
    byId('reply-note').textContent = 'Commands cannot be used in threads.';
    byId('reply-note').className = 'error';
    return;
  }
  byId('reply-input').value = '';
  drawReply();
  const answer = await api.say(state.me.id, state.channel.id, text, state.thread);
  byId('reply-note').textContent = answer.ok ? '' : answer.error_text;
  byId('reply-note').className = answer.ok ? '' : 'error';
});
function drawReply() {
  grow(byId('reply-input'));
  byId('reply-send').disabled = byId('reply-input').value.trim() === '';
}
byId('reply-input').addEventListener('input', drawReply);
byId('reply-input').addEventListener('keydown', (e) => {
  if (e.key === 'Enter' && !e.shiftKey && !e.isComposing) { e.preventDefault(); byId('reply').requestSubmit(); }
});
addEventListener('hashchange', follow);
document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'visible' && state.me) loadMessages(); });

theme();
async function start() {
  if (await loadPeople()) {
    faults.refresh();
    await follow();
    document.body.dataset.ready = 'true';
  } else {
    setOnline(false);
    setTimeout(start, 1000);
  }
}
start();
