import { el, shape } from './dom.js';

// The drawing is so wide and high; what is left around the plot holds the words of the axes.
const [width, height] = [520, 220];
const [left, right, top, bottom] = [48, 8, 10, 28];
const floor = height - bottom;

/** chart draws the chart of a data_visualization block; what it shows is also its name. */
export function chart(c, title) {
  const draw = { pie, bar: axes(bars), line: axes(lines(false)), area: axes(lines(true)) }[c.type];
  const keys = c.type === 'pie' ? segments(c).map((s) => s.label) : series(c).map((s) => s.name);
  if (!draw || keys.length === 0) return el('div', { class: 'unknown' }, '[chart]');
  const points = c.type === 'pie' ? segments(c).map((s) => `${s.label} ${s.value}`)
    : series(c).flatMap((s) => s.data.map((p) => `${s.name}, ${p.label} ${p.value}`));
  const picture = shape('svg', {
    viewBox: c.type === 'pie' ? '0 0 160 160' : `0 0 ${width} ${height}`, role: 'img', 'aria-label': `${title}: ${points.join('; ')}`,
  }, draw(c));
  const { x_label: x, y_label: y } = c.axis_config ?? {};
  const share = (i) => c.type === 'pie' && el('b', {}, ` ${Math.round(100 * segments(c)[i].value / total(c))} %`);
  return el('figure', { class: `chart chart-${c.type}` },
    y && el('div', { class: 'axis' }, y), picture, x && el('div', { class: 'axis axis-x' }, x),
    (c.type === 'pie' || keys.length > 1) && el('figcaption', {}, keys.map((k, i) => el('span', { class: `key colour-${i % 6}` }, k, share(i)))));
}

const number = (v) => (Number.isFinite(Number(v)) ? Number(v) : 0);
const segments = (c) => (c.segments ?? []).map((s) => ({ label: String(s.label ?? ''), value: Math.max(number(s.value), 0) }));
const total = (c) => segments(c).reduce((sum, s) => sum + s.value, 0) || 1;
const series = (c) => (c.series ?? []).map((s) => ({
  name: String(s.name ?? ''), data: (s.data ?? []).map((p) => ({ label: String(p.label ?? ''), value: number(p.value) })),
}));

function pie(c) {
  let turn = 0;
  const at = (t) => `${(80 + 76 * Math.sin(2 * Math.PI * t)).toFixed(2)} ${(80 - 76 * Math.cos(2 * Math.PI * t)).toFixed(2)}`;
  return segments(c).map((s, i) => {
    const from = turn;
    const part = s.value / total(c);
    turn += part;
    const tip = shape('title', {}, `${s.label}: ${s.value}`);
    if (part > 0.9999) return shape('circle', { class: `colour-${i % 6}`, cx: 80, cy: 80, r: 76 }, tip);
    return shape('path', { class: `colour-${i % 6}`, d: `M80 80L${at(from)}A76 76 0 ${part > 0.5 ? 1 : 0} 1 ${at(turn)}Z` }, tip);
  });
}

// axes draws the lines and words around what plot draws from (series, x, y, zero, slot).
const axes = (plot) => (c) => {
  const all = series(c);
  const categories = (c.axis_config?.categories ?? all[0].data.map((p) => p.label)).map(String);
  const values = all.flatMap((s) => s.data.map((p) => p.value));
  const { low, high, step } = scale(Math.min(0, ...values), Math.max(0, ...values));
  const y = (v) => floor - (floor - top) * (v - low) / (high - low);
  const slot = (width - left - right) / Math.max(categories.length, 1);
  const x = (label) => left + slot * (categories.indexOf(label) + 0.5);
  const grid = [];
  for (let v = low; v <= high + step / 2; v += step) {
    grid.push(shape('line', { class: Math.abs(v) < step / 2 ? 'zero' : 'grid', x1: left, x2: width - right, y1: y(v), y2: y(v) }),
      shape('text', { x: left - 7, y: y(v) + 4, 'text-anchor': 'end' }, short(v)));
  }
  const every = Math.ceil(categories.reduce((most, k) => Math.max(most, k.length * 7 + 8), 0) / slot); // words do not overlap
  const words = categories.map((k, i) => i % every === 0 && shape('text', { x: x(k), y: height - 9, 'text-anchor': 'middle' }, k));
  const known = all.map((s) => ({ ...s, data: s.data.filter((p) => categories.includes(p.label)) }));
  return [grid, words, plot(known, x, y, slot)];
};

function bars(all, x, y, slot) {
  const wide = Math.min(slot * 0.7 / all.length, 60);
  return all.map((s, i) => s.data.map((p) => shape('rect', {
    class: `colour-${i % 6}`, x: x(p.label) + wide * (i - all.length / 2), width: Math.max(wide - 1.5, 1), rx: 2,
    y: Math.min(y(p.value), y(0)), height: Math.abs(y(p.value) - y(0)),
  }, shape('title', {}, `${s.name}, ${p.label}: ${p.value}`))));
}

const lines = (filled) => (all, x, y) => all.filter((s) => s.data.length > 0).map((s, i) => {
  const path = s.data.map((p, k) => `${k ? 'L' : 'M'}${x(p.label)} ${y(p.value)}`).join('');
  const [first, last] = [s.data[0].label, s.data[s.data.length - 1].label];
  return [
    filled && shape('path', { class: `area colour-${i % 6}`, d: `${path}L${x(last)} ${y(0)}L${x(first)} ${y(0)}Z` }),
    shape('path', { class: `line colour-${i % 6}`, d: path }),
    s.data.map((p) => shape('circle', { class: `colour-${i % 6}`, cx: x(p.label), cy: y(p.value), r: 3.5 },
      shape('title', {}, `${s.name}, ${p.label}: ${p.value}`))),
  ];
});

// scale is a round range around both, and the step of its lines.
function scale(low, high) {
  const rough = (high - low || 1) / 4;
  const size = 10 ** Math.floor(Math.log10(rough));
  const step = size * [1, 2, 5, 10].find((k) => k * size >= rough * 0.9999);
  return { step, low: Math.floor(low / step) * step, high: Math.ceil((high || (low ? 0 : step)) / step) * step };
}

const short = (v) => new Intl.NumberFormat('en-US', { notation: 'compact', maximumSignificantDigits: 3 }).format(Math.abs(v) < 1e-9 ? 0 : v);
