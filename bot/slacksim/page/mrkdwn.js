import { el } from './dom.js';
import { emojiFor } from './emoji.js';

/**
 * mrkdwn turns Slack's markup into nodes. `names` resolves ids:
 * {user(id), channel(id), group(id), me} where the functions return a name or undefined.
 */
export function mrkdwn(text, names) {
  const out = [];
  text.split(/```\n?([\s\S]*?)\n?```/g).forEach((part, i) => {
    if (i % 2 === 1) out.push(el('pre', {}, el('code', {}, literal(part, names))));
    else if (part !== '') out.push(...lines(part, names));
  });
  return out;
}

/** plain turns a plain_text object's text into nodes: emoji, and nothing else. */
export function plain(text, withEmoji = true) {
  return decode(text).split(/(:[a-z0-9_+'-]+:)/g).map((s) => (withEmoji && s.startsWith(':') && s.endsWith(':') && emojiFor(s.slice(1, -1))) || s);
}

// lines gathers quoted lines into one quote, and keeps the breaks of the others.
function lines(text, names) {
  const out = [];
  let quote = null;
  const all = text.replace(/^\n/, '').replace(/\n$/, '').split('\n');
  if (text.trim() === '') return [];
  all.forEach((line, i) => {
    const quoted = /^(?:&gt;|>)(?:&gt;&gt;|>>)? ?/.exec(line);
    if (quoted) {
      if (!quote) {
        quote = el('blockquote');
        out.push(quote);
      } else quote.append(el('br'));
      quote.append(...inline(line.slice(quoted[0].length), names));
      return;
    }
    if (i > 0 && !quote) out.push(el('br'));
    quote = null;
    out.push(...inline(line, names));
  });
  return out;
}

const token = /`([^`\n]+)`|<([^<>\n]+)>|:([a-z0-9_+'-]+):|(https?:\/\/[^\s<>|]+[^\s<>|.,;:!?)\]}'"])|([*_~])/g;
const wordish = /[\p{L}\p{N}]/u;
const tags = { '*': 'strong', _: 'em', '~': 's' };

function inline(text, names) {
  const out = [];
  let from = 0;
  const keep = (to) => { if (to > from) out.push(decode(text.slice(from, to))); };
  token.lastIndex = 0;
  for (let m; (m = token.exec(text)); ) {
    const [whole, code, angle, name, url, mark] = m;
    let node = null;
    let end = m.index + whole.length;
    if (code !== undefined) node = el('code', { class: /^\S{1,32}$/.test(code) ? 'token' : null }, literal(code, names));
    else if (angle !== undefined) node = entity(angle, names);
    else if (name !== undefined) {
      node = emojiFor(name) ?? null;
      if (node === null) { token.lastIndex = m.index + 1; continue; }
    } else if (url !== undefined) node = link(decode(url), decode(url));
    else {
      const close = closing(text, m.index, mark);
      if (close < 0) continue;
      const inside = text.slice(m.index + 1, close);
      end = close + 1;
      const at = token.lastIndex;
      node = el(tags[mark], {}, inline(inside, names));
      token.lastIndex = at; // the recursion moved it
    }
    keep(m.index);
    out.push(node);
    from = token.lastIndex = end;
  }
  keep(text.length);
  return out;
}

// closing finds where an emphasis that begins at i ends, or -1: the marks must
// hug the words, and stand at their borders.
function closing(text, i, mark) {
  if (i > 0 && (wordish.test(text[i - 1]) || text[i - 1] === mark)) return -1;
  if (/\s/.test(text[i + 1] ?? ' ') || text[i + 1] === mark) return -1;
  for (let j = i + 2; j < text.length; j++) {
    if (text[j] === '`') { // what is in code does not count
      const end = text.indexOf('`', j + 1);
      if (end < 0) return -1;
      j = end;
      continue;
    }
    if (text[j] === mark && !/\s/.test(text[j - 1]) && !wordish.test(text[j + 1] ?? ' ')) return j;
  }
  return -1;
}

// literal is the text of code: entities are decoded, links shown as they read.
function literal(text, names) {
  return text.split(/(<[^<>\n]+>)/g).map((s) => {
    if (!/^<[^<>\n]+>$/.test(s)) return decode(s);
    const node = entity(s.slice(1, -1), names);
    return node.textContent;
  });
}

function entity(s, names) {
  const [target, ...rest] = s.split('|');
  const label = rest.join('|');
  switch (s[0]) {
    case '@': return mention(`@${names.user(target.slice(1)) ?? (label || target.slice(1))}`, target.slice(1) === names.me);
    case '#': return mention(`#${names.channel(target.slice(1)) ?? (label || target.slice(1))}`);
    case '!': return special(target.slice(1), label, names);
  }
  return link(decode(target), decode(label || target.replace(/^mailto:/, '')));
}

function special(what, label, names) {
  if (what.startsWith('date^')) {
    const [, seconds, format, url] = what.split('^');
    const time = el('time', { datetime: new Date(seconds * 1000).toISOString(), title: label }, formatDate(Number(seconds), format) ?? label);
    return url ? link(decode(url), time) : time;
  }
  if (what.startsWith('subteam^')) {
    const id = what.slice('subteam^'.length);
    return mention(`@${names.group(id) ?? (label.replace(/^@/, '') || id)}`, names.inGroup(id));
  }
  return mention(`@${what}`, true);
}

const mention = (text, mine = false) => el('span', { class: mine ? 'mention mine' : 'mention' }, text);

function link(url, label) {
  if (!/^(https?|mailto):/i.test(url)) return el('span', {}, label); // no other scheme is followed
  return el('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, label);
}

function decode(s) {
  return s.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

const dateStyle = {
  date_num: (d) => `${d.getFullYear()}-${String(d.getMonth() + 1).padStart(2, '0')}-${String(d.getDate()).padStart(2, '0')}`,
  date: (d) => d.toLocaleDateString('en-US', { month: 'long', day: 'numeric', year: 'numeric' }),
  date_short: (d) => d.toLocaleDateString('en-US', { month: 'short', day: 'numeric', year: 'numeric' }),
  date_long: (d) => d.toLocaleDateString('en-US', { weekday: 'long', month: 'long', day: 'numeric', year: 'numeric' }),
  time: (d) => d.toLocaleTimeString('en-US', { hour: 'numeric', minute: '2-digit' }),
  time_secs: (d) => d.toLocaleTimeString('en-US', { hour: 'numeric', minute: '2-digit', second: '2-digit' }),
  ago: (d) => ago(d),
};

function formatDate(seconds, format) {
  const d = new Date(seconds * 1000);
  if (!format || Number.isNaN(d.getTime())) return undefined;
  return decode(format).replace(/\{(\w+?)(_pretty)?\}/g, (all, name, pretty) => {
    const style = dateStyle[name];
    if (!style) return all;
    return (pretty && prettyDay(d)) || style(d);
  });
}

/** prettyDay is "today", "yesterday" or "tomorrow", or undefined. */
export function prettyDay(d) {
  const day = (x) => Math.floor((x.getTime() - x.getTimezoneOffset() * 60000) / 86400000);
  return { 0: 'today', '-1': 'yesterday', 1: 'tomorrow' }[day(d) - day(new Date())];
}

function ago(d) {
  const s = Math.round((d.getTime() - Date.now()) / 1000);
  const format = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
  for (const [unit, size] of [['day', 86400], ['hour', 3600], ['minute', 60]]) {
    if (Math.abs(s) >= size) return format.format(Math.round(s / size), unit);
  }
  return 'just now';
}
