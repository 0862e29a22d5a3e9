/**
 * el makes an element. Attributes that are null, undefined or false are left
 * out; functions become listeners. Children are nodes or strings: nothing that
 * a message says is ever parsed as HTML.
 */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === 'function') node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? '' : value);
  }
  node.append(...children.flat(Infinity).filter((c) => c !== null && c !== undefined && c !== false));
  return node;
}

/** place makes nodes the children of root, and moves as few as it can: a node that is moved loses its focus. */
export function place(root, nodes) {
  const keep = new Set(nodes);
  for (const n of [...root.childNodes]) if (!keep.has(n)) n.remove();
  nodes.forEach((n, i) => {
    if (root.childNodes[i] !== n) root.insertBefore(n, root.childNodes[i] ?? null);
  });
}

export const byId = (id) => document.getElementById(id);

/** hue is a colour of the wheel that is always the same for the same id. */
export function hue(id) {
  let h = 0x811c9dc5; // FNV-1a: ids that differ in their last letters are far apart
  for (const c of id) h = Math.imul(h ^ c.codePointAt(0), 0x01000193) >>> 0;
  return (((h ^ (h >>> 15)) >>> 0) % 12) * 30 + 15; // a dozen colours that can be told apart
}

export function initials(name) {
  const words = name.split(/[\s._-]+/).filter(Boolean);
  const letters = words.length > 1 ? words[0][0] + words[words.length - 1][0] : name.slice(0, 2);
  return letters.toUpperCase();
}

/** avatar is the square picture of a person, or of the app. */
export function avatar(user, size = '') {
  const kind = user.bot ? ' avatar-app' : '';
  const a = el('span', { class: `avatar ${size}${kind}`, 'aria-hidden': 'true', style: `--hue:${hue(user.id)}` });
  a.textContent = user.bot ? (user.id === 'USLACKBOT' ? '✱' : '⇄') : initials(user.real_name || user.name);
  return a;
}

/** shape is el for drawings. */
export function shape(tag, attributes, ...children) {
  const node = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children.flat(Infinity).filter(Boolean));
  return node;
}

const svg = (path) => shape('svg', { viewBox: '0 0 20 20', 'aria-hidden': 'true' }, shape('path', { d: path }));

export const eye = () => svg('M2 10s3-5.5 8-5.5S18 10 18 10s-3 5.5-8 5.5S2 10 2 10zM10 7.7a2.3 2.3 0 1 1 0 4.6 2.3 2.3 0 0 1 0-4.6z');
export const cross = () => svg('m5 5 10 10M15 5 5 15');
export const bubble = () => svg('M3.5 4.5h13v9h-6l-3.5 3v-3H3.5z');
export const pencil = () => svg('M4 16v-3.2L13 3.8l3.2 3.2-9 9zM11 5.8 14.2 9');
export const bin = () => svg('M3.5 5.5h13M8 5.5V3.5h4v2M5.5 5.5l.7 11h7.6l.7-11M8.5 8.5v5M11.5 8.5v5');
export const bolt = () => svg('M11.5 2.5 4.5 11.5h5l-1 6 7-9h-5z');
export const sheet = () => svg('M5 2.5h6.5L15.5 7v10.5H5zM11 2.5V7h4.5M7.5 11h5M7.5 14h5');
export const lock = () => svg('M5.5 9h9v7.5h-9zM7 9V6.5a3 3 0 0 1 6 0V9');

/**
 * oneByOne makes an asynchronous function run once at a time: a call while it
 * runs makes it run once more, so that an old answer never comes last.
 */
export function oneByOne(f) {
  let running = null;
  let again = false;
  return () => {
    if (running) { again = true; return running; }
    running = (async () => {
      try {
        do { again = false; await f(); } while (again);
      } finally { running = null; }
    })();
    return running;
  };
}
