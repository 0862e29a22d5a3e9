import { el } from './dom.js';
import { plain } from './mrkdwn.js';

// How to read each control, and how its options are called: an external select
// shows again what the app once suggested.
const readers = new WeakMap();
const labels = new Map();

/**
 * control makes what a person fills in for an element that holds a value.
 * `ctx` is {names, start(block, element), suggest(block, element, text), attach(file)}: start
 * gives the values that it begins with, if they are others than the element's
 * own. onuse(value) is called when the person has settled on a value; the value
 * is a string, or an array for elements that hold several.
 */
export function control(b, e, ctx, onuse) {
  const make = makers[e.type];
  if (!make) return el('span', { class: 'unknown' }, `[${e.type}]`);
  const start = ctx.start?.(b, e) ?? initial(e);
  const { node, read } = make(e, start, ctx, b, () => onuse?.(read()));
  node.dataset.field = b.block_id;
  node.dataset.actionId = e.action_id;
  node.dataset.blockId = b.block_id;
  readers.set(node, read);
  return node;
}

export const holdsValue = (e) => e.type in makers;
/** isGroup tells controls that are several, which a label cannot stand for. */
export const isGroup = (e) => e.type === 'radio_buttons' || e.type === 'checkboxes' || e.type.startsWith('multi_');

/** valuesOf is what was filled in below root: {block_id: {action_id: value}}. */
export function valuesOf(root) {
  const values = {};
  for (const node of root.querySelectorAll('[data-field]')) {
    (values[node.dataset.field] ??= {})[node.dataset.actionId] = readers.get(node)();
  }
  return values;
}

/** valuesIn turns an entry of state.values into what a control begins with. */
export function valuesIn(entry) {
  if (!entry) return undefined;
  const key = Object.keys(entry).find((k) => k !== 'type');
  return strings(entry[key]);
}

function strings(v) {
  if (v === null || v === undefined) return [];
  if (Array.isArray(v)) return v.flatMap(strings);
  if (v.type === 'rich_text') return [v.elements.flatMap((s) => (s.elements ?? []).map((x) => x.text ?? '')).join('')];
  if (typeof v === 'object' && v.url_private) {
    labels.set(v.id, v.name);
    return [v.id];
  }
  if (typeof v === 'object') {
    labels.set(v.value, v.text.text);
    return [v.value];
  }
  return [String(v)];
}

function initial(e) {
  const key = Object.keys(e).find((k) => k.startsWith('initial_'));
  return key ? strings(e[key]) : [];
}

const hintOf = (e, other) => e.placeholder?.text ?? other;

// a menu of {value, label, group}
function select(e, start, choices, changed) {
  const node = el('select', { class: 'control menu', 'aria-label': hintOf(e, 'Choose'), onchange: changed },
    el('option', { value: '' }, hintOf(e, 'Choose')));
  const groups = new Map();
  for (const c of choices) {
    const o = el('option', { value: c.value, selected: c.value === start[0] }, c.label);
    if (!c.group) { node.append(o); continue; }
    if (!groups.has(c.group)) { groups.set(c.group, el('optgroup', { label: c.group })); node.append(groups.get(c.group)); }
    groups.get(c.group).append(o);
  }
  return { node, read: () => node.value };
}

// boxes, or round ones, each with its label and description
function boxes(type, e, start, choices, changed, label) {
  const name = `${type}-${Math.random()}`;
  const node = el('span', { class: choices.length > 6 ? 'choices long' : 'choices', role: type === 'radio' ? 'radiogroup' : 'group', 'aria-label': label ?? hintOf(e, 'Choose') },
    choices.map((c) => el('label', { class: 'choice' },
      el('input', { type, name, value: c.value, checked: start.includes(c.value), onchange: changed }),
      el('span', {}, c.label, c.about && el('small', {}, c.about)))));
  const chosen = () => [...node.querySelectorAll('input')].filter((i) => i.checked).map((i) => i.value);
  return { node, read: type === 'radio' ? () => chosen()[0] ?? '' : chosen };
}

const own = (e) => (e.options ? e.options.map((o) => choice(o)) : (e.option_groups ?? []).flatMap((g) => g.options.map((o) => choice(o, g.label.text))));
const choice = (o, group) => ({ value: o.value, label: plain(o.text.text), about: o.description && plain(o.description.text), group });
const peopleOf = (ctx) => ctx.names.people().map((p) => ({ value: p.id, label: p.real_name || p.name }));
const channelsOf = (ctx) => ctx.names.channels().filter((c) => !c.dm).map((c) => ({ value: c.id, label: `# ${c.name}` }));
const conversationsOf = (ctx) => ctx.names.channels().map((c) => ({ value: c.id, label: c.dm ? `✉ ${c.name}` : `# ${c.name}` }));

// A text: typed all the time, settled on Enter or when it is left.
function line(type, attributes = {}) {
  return (e, start, ctx, b, changed) => {
    const multiline = e.multiline || e.type === 'rich_text_input';
    const on = e.dispatch_action_config?.trigger_actions_on ?? ['on_enter_pressed'];
    let timer;
    const node = el(multiline ? 'textarea' : 'input', {
      ...(multiline ? { rows: 4 } : { type }), ...attributes, class: 'control', placeholder: e.placeholder?.text, maxlength: e.max_length,
      min: e.min_value, max: e.max_value, step: e.type === 'number_input' ? (e.is_decimal_allowed ? 'any' : '1') : null,
      onkeydown: (k) => {
        if (k.key !== 'Enter' || k.isComposing || multiline || !b.dispatch_action || !on.includes('on_enter_pressed')) return;
        k.preventDefault(); // it is not meant for the form
        changed();
      },
      oninput: () => {
        clearTimeout(timer);
        if (b.dispatch_action && on.includes('on_character_entered')) timer = setTimeout(changed, 400);
      },
    });
    node.value = start[0] ?? '';
    return { node, read: () => node.value };
  };
}

// A day or a time: settled when the browser says that it has changed.
function picker(type, write = (s) => s, read = (s) => s) {
  return (e, start, ctx, b, changed) => {
    const node = el('input', { type, class: 'control picker', 'aria-label': hintOf(e, { date: 'Date', time: 'Time' }[type] ?? 'Date and time'), onchange: changed });
    node.value = start[0] ? write(start[0]) : '';
    return { node, read: () => (node.value ? read(node.value) : '') };
  };
}

const localTime = (s) => new Date(s * 1000 - new Date(s * 1000).getTimezoneOffset() * 60000).toISOString().slice(0, 16);

// What the app is asked for while somebody types.
function external(many) {
  return (e, start, ctx, b, changed) => {
    let chosen = start.slice();
    const least = e.min_query_length ?? 3;
    const list = el('span', { class: 'typeahead-list', role: 'listbox', hidden: true });
    const note = el('span', { class: 'hint', role: 'status' });
    const chips = el('span', { class: 'chips' });
    const input = el('input', {
      type: 'text', class: 'control', role: 'combobox', autocomplete: 'off', 'aria-expanded': 'false', 'aria-label': hintOf(e, 'Search'),
      placeholder: hintOf(e, least > 1 ? `Type ${least} characters to search` : 'Search'),
    });
    const show = (open) => { list.hidden = !open; input.setAttribute('aria-expanded', String(open)); };
    const draw = () => {
      chips.replaceChildren(...(many ? chosen : []).map((v) => el('button', {
        type: 'button', class: 'chip', 'aria-label': `Remove ${labels.get(v) ?? v}`, onclick: () => { chosen = chosen.filter((x) => x !== v); draw(); changed(); },
      }, labels.get(v) ?? v, ' ×')));
      if (!many) input.value = chosen[0] ? labels.get(chosen[0]) ?? chosen[0] : '';
    };
    const take = (o) => {
      labels.set(o.value, o.text.text);
      chosen = many ? [...new Set([...chosen, o.value])] : [o.value];
      if (many) input.value = '';
      show(false);
      draw();
      changed();
    };
    let timer;
    let asked = 0;
    const ask = async () => {
      const mine = ++asked;
      if ([...input.value].length < least) { show(false); note.textContent = ''; return; }
      const answer = await ctx.suggest(b, e, input.value);
      if (mine !== asked) return; // somebody typed on
      note.textContent = answer.ok ? '' : answer.error_text;
      const option = (o) => el('span', { role: 'option', class: 'suggestion', 'aria-selected': 'false', onmousedown: (m) => { m.preventDefault(); take(o); } }, plain(o.text.text));
      list.replaceChildren(
        ...(answer.options ?? []).map(option),
        ...(answer.option_groups ?? []).flatMap((g) => [el('span', { class: 'suggestion-group' }, plain(g.label.text)), ...g.options.map(option)]));
      if (answer.ok && list.childNodes.length === 0) list.append(el('span', { class: 'suggestion-group' }, 'No results'));
      show(answer.ok);
    };
    input.addEventListener('input', () => { if (!many) chosen = []; clearTimeout(timer); timer = setTimeout(ask, 200); });
    input.addEventListener('focus', () => { if (least === 0) ask(); });
    input.addEventListener('blur', () => { show(false); draw(); });
    input.addEventListener('keydown', (k) => {
      const items = list.hidden ? [] : [...list.querySelectorAll('[role=option]')];
      const at = items.findIndex((i) => i.getAttribute('aria-selected') === 'true');
      const step = { ArrowDown: 1, ArrowUp: -1 }[k.key];
      if (step && items.length > 0) {
        k.preventDefault();
        items.forEach((i, j) => i.setAttribute('aria-selected', String(j === (at + step + items.length) % items.length)));
      } else if (k.key === 'Enter' && items.length > 0) {
        k.preventDefault();
        items[Math.max(at, 0)].dispatchEvent(new MouseEvent('mousedown'));
      } else if (k.key === 'Escape' && !list.hidden) {
        k.preventDefault();
        k.stopPropagation();
        show(false);
      }
    });
    draw();
    return { node: el('span', { class: 'typeahead' }, chips, input, list, note), read: () => (many ? chosen : chosen[0] ?? '') };
  };
}

// Files are uploaded as they are chosen; the value is their ids.
function files(e, start, ctx, b, changed) {
  let chosen = start.slice();
  const list = el('span', { class: 'chips' });
  const note = el('span', { class: 'field-error', role: 'alert' });
  const input = el('input', {
    type: 'file', class: 'control', multiple: (e.max_files ?? 10) > 1, accept: e.filetypes?.map((t) => `.${t}`).join(','),
    onchange: async () => {
      note.textContent = '';
      for (const f of input.files) {
        const answer = await ctx.attach(f);
        if (answer.ok) { chosen.push(answer.file.id); labels.set(answer.file.id, f.name); } else note.textContent = answer.error_text;
      }
      input.value = '';
      draw();
      changed();
    },
  });
  const draw = () => list.replaceChildren(...chosen.map((id) => el('button', {
    type: 'button', class: 'chip', 'aria-label': `Remove ${labels.get(id) ?? id}`, onclick: () => { chosen = chosen.filter((x) => x !== id); draw(); changed(); },
  }, labels.get(id) ?? id, ' ×')));
  draw();
  return { node: el('span', { class: 'typeahead' }, list, input, note), read: () => chosen };
}

const makers = {
  file_input: files,
  static_select: (e, start, ctx, b, changed) => select(e, start, own(e), changed),
  users_select: (e, start, ctx, b, changed) => select(e, start, peopleOf(ctx), changed),
  channels_select: (e, start, ctx, b, changed) => select(e, start, channelsOf(ctx), changed),
  conversations_select: (e, start, ctx, b, changed) => select(e, start, conversationsOf(ctx), changed),
  radio_buttons: (e, start, ctx, b, changed) => boxes('radio', e, start, own(e), changed, b.label?.text),
  checkboxes: (e, start, ctx, b, changed) => boxes('checkbox', e, start, own(e), changed, b.label?.text),
  multi_static_select: (e, start, ctx, b, changed) => boxes('checkbox', e, start, own(e), changed, b.label?.text),
  multi_users_select: (e, start, ctx, b, changed) => boxes('checkbox', e, start, peopleOf(ctx), changed, b.label?.text),
  multi_channels_select: (e, start, ctx, b, changed) => boxes('checkbox', e, start, channelsOf(ctx), changed, b.label?.text),
  multi_conversations_select: (e, start, ctx, b, changed) => boxes('checkbox', e, start, conversationsOf(ctx), changed, b.label?.text),
  external_select: external(false),
  multi_external_select: external(true),
  datepicker: picker('date'),
  timepicker: picker('time'),
  datetimepicker: picker('datetime-local', localTime, (s) => String(Math.floor(new Date(s).getTime() / 1000))),
  plain_text_input: line('text'),
  rich_text_input: line('text'),
  email_text_input: line('email', { inputmode: 'email' }),
  url_text_input: line('url', { inputmode: 'url' }),
  number_input: line('text', { inputmode: 'decimal' }),
};
