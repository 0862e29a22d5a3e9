import { el } from './dom.js';
import { chart } from './chart.js';
import { control, holdsValue, isGroup } from './fields.js';
import { mrkdwn, plain } from './mrkdwn.js';

/**
 * renderBlocks turns the blocks of a message into nodes.
 * `ctx` is {names, act(block, element, value, holder), suggest(block, element, text), form, start}:
 * act is called when a person uses an element; holder is the node beside which
 * an error belongs. suggest and start are for fields.js; form is set in views.
 */
export function renderBlocks(blocks, ctx) {
  return blocks.map((b) => el('div', { class: `block block-${b.type}`, 'data-block-id': b.block_id }, (kinds[b.type] ?? unknown)(b, ctx)));
}

export function textNodes(t, names) {
  return t.type === 'mrkdwn' ? mrkdwn(t.text, names) : plain(t.text, t.emoji !== false).flatMap(breaks);
}

const breaks = (s) => s.split('\n').flatMap((line, i) => (i ? [el('br'), line] : [line]));

const kinds = {
  header: (b) => el(`h${Math.min(2 + (b.level ?? 1), 6)}`, { class: 'card-header' }, plain(b.text.text)),
  section: (b, ctx) => {
    const body = el('div', { class: 'section-body' });
    if (b.text) body.append(el('div', { class: 'mrkdwn' }, textNodes(b.text, ctx.names)));
    if (b.fields) {
      body.append(el('div', { class: 'fields' }, b.fields.map((f) => el('div', { class: 'mrkdwn field' }, textNodes(f, ctx.names)))));
    }
    return [body, b.accessory && el('div', { class: 'accessory' }, element(b, b.accessory, ctx))];
  },
  context: (b, ctx) => b.elements.map((e) =>
    e.type === 'image' ? image(e, 'context-image') : el('span', { class: 'mrkdwn' }, textNodes(e, ctx.names))),
  divider: () => el('hr'),
  actions: (b, ctx) => b.elements.map((e) => element(b, e, ctx)),
  image: (b) => [b.title && el('div', { class: 'image-title' }, plain(b.title.text)), image(b, 'block-picture')],
  input: (b, ctx) => {
    const error = el('span', { class: 'field-error', role: 'alert', 'data-for': b.block_id });
    const parts = [
      el('span', { class: 'label' }, plain(b.label.text), b.optional && el('small', {}, ' (optional)')),
      element(b, b.element, ctx, b.dispatch_action === true), error,
      b.hint && el('span', { class: 'hint' }, plain(b.hint.text)),
    ];
    return isGroup(b.element)
      ? el('span', { class: 'field-label', role: 'group', 'aria-label': b.label.text }, parts)
      : el('label', { class: 'field-label' }, parts);
  },
  markdown: (b, ctx) => el('div', { class: 'mrkdwn' }, mrkdwn(fromMarkdown(b.text), ctx.names)),
  rich_text: (b, ctx) => el('div', { class: 'mrkdwn' }, b.elements.map((e) => richText(e, ctx))),
  table: (b, ctx) => el('div', { class: 'table-scroll' }, el('table', {}, b.rows.map((row, i) =>
    el('tr', {}, row.map((cell) => el(i === 0 ? 'th' : 'td', {}, cellNodes(cell, ctx))))))),
};

Object.assign(kinds, {
  alert: (b, ctx) => el('div', { class: `alert alert-${b.level ?? 'default'}`, role: 'note' }, textNodes(b.text, ctx.names)),
  card,
  carousel: (b, ctx) => el('div', { class: 'carousel', role: 'group', tabindex: '0', 'aria-label': 'Cards' }, b.elements.map((c) => card(c, ctx))),
  container: (b, ctx) => {
    const title = [b.title && plain(b.title.text), b.rich_text_title && b.rich_text_title.elements.map((e) => richText(e, ctx)),
      b.subtitle && el('small', {}, textNodes(b.subtitle, ctx.names))];
    const inside = renderBlocks(b.child_blocks, ctx);
    if (!b.is_collapsible) return el('div', { class: 'container' }, el('div', { class: 'container-title' }, title), inside);
    return el('details', { class: 'container', open: !b.default_collapsed }, el('summary', { class: 'container-title' }, title), inside);
  },
  layout: (b, ctx) => el('div', { class: 'layout', role: 'group', 'aria-label': b.label },
    b.is_label_visible && el('div', { class: 'label' }, b.label),
    b.rows.map((row) => el('div', { class: 'layout-row' }, row.items.map((i) => el('div', { class: 'layout-item' }, renderBlocks([i.block], ctx)))))),
  context_actions: (b, ctx) => b.elements.map((e) => element(b, e, ctx)),
  data_table: (b, ctx) => [kinds.table(b, ctx), el('div', { class: 'hint' }, b.caption)],
  data_visualization: (b) => [el('strong', {}, b.title), chart(b.chart, b.title)],
  plan: (b, ctx) => [el('strong', {}, b.title), (b.tasks ?? []).map((t) => task(t, ctx))],
  task_card: task,
  video: (b) => el('a', { class: 'file', href: b.title_url ?? b.video_url, target: '_blank', rel: 'noopener noreferrer' },
    el('span', { class: 'file-sign', 'aria-hidden': 'true' }, '▶'),
    el('span', { class: 'who' }, el('b', {}, plain(b.title.text)), el('small', {}, [b.provider_name, b.author_name].filter(Boolean).join(' · ') || b.alt_text))),
});

function card(b, ctx) {
  const line = (t, kind) => t && el('div', { class: `mrkdwn ${kind}` }, textNodes(t, ctx.names));
  return el('div', { class: 'card' }, b.hero_image && image(b.hero_image, 'card-hero'),
    line(b.title, 'card-title'), line(b.subtitle, 'hint'), line(b.body, ''), line(b.subtext, 'hint'),
    b.actions && el('div', { class: 'block-actions' }, b.actions.map((e) => element(b, e, ctx))));
}

function task(b, ctx) {
  const sign = { pending: '○', in_progress: '◔', complete: '✓', error: '✕' }[b.status ?? 'pending'];
  const more = [b.details, b.output].filter(Boolean).map((r) => el('div', { class: 'mrkdwn' }, r.elements.map((e) => richText(e, ctx))));
  return el('div', { class: `task task-${b.status ?? 'pending'}` },
    el('span', { role: 'img', 'aria-label': (b.status ?? 'pending').replace('_', ' ') }, sign), el('div', {}, b.hide_title ? null : b.title, more));
}

const unknown = (b) => el('span', { class: 'unknown' }, `[${b.type}]`);

function image(b, kind) {
  return b.image_url
    ? el('img', { class: kind, src: b.image_url, alt: b.alt_text, title: b.alt_text, loading: 'lazy' })
    : el('span', { class: 'unknown' }, b.alt_text);
}

// element draws an interactive element; one that does not dispatch tells nobody.
function element(b, e, ctx, dispatches = true) {
  const attributes = { 'data-action-id': e.action_id, 'data-block-id': b.block_id, 'data-value': e.value };
  switch (e.type) {
    case 'image': return image(e, 'accessory-image');
    case 'button': return button(b, e, ctx, attributes);
    case 'overflow': return overflow(b, e, ctx, attributes);
    case 'icon_button': return button(b, { ...e, accessibility_label: e.accessibility_label ?? e.text.text }, ctx, attributes);
    case 'feedback_buttons':
      return [e.positive_button, e.negative_button].map((half) => button(b, { ...e, ...half, style: null }, ctx, { ...attributes, 'data-value': half.value }));
  }
  if (!holdsValue(e)) return el('span', { class: 'unknown' }, `[${e.type}]`);
  const holder = el('span', { class: 'with-badge' });
  holder.append(control(b, e, ctx, dispatches ? (value) => ctx.act(b, e, value, holder) : null));
  return holder;
}

function button(b, e, ctx, attributes) {
  const holder = el('span', { class: 'with-badge' });
  const node = el('button', {
    ...attributes, type: 'button', class: `button ${e.style ?? ''}`, 'aria-label': e.accessibility_label,
    onclick: () => {
      if (e.url) window.open(e.url, '_blank', 'noopener');
      ctx.act(b, e, e.value, holder);
    },
  }, plain(e.text.text));
  holder.append(node);
  return holder;
}

function overflow(b, e, ctx, attributes) {
  const holder = el('span', { class: 'with-badge' });
  const select = el('select', {
    ...attributes, class: 'button menu overflow', 'aria-label': 'More actions',
    onchange: () => {
      const { value } = select;
      select.selectedIndex = 0;
      const url = e.options.find((o) => o.value === value)?.url;
      if (url) window.open(url, '_blank', 'noopener');
      ctx.act(b, e, value, holder);
    },
  }, el('option', { value: '', disabled: true, hidden: true, selected: true }, '⋯'),
  e.options.map((o) => el('option', { value: o.value }, plain(o.text.text))));
  holder.append(select);
  return holder;
}

function cellNodes(cell, ctx) {
  return cell.type === 'rich_text' ? (cell.elements ?? []).map((e) => richText(e, ctx)) : String(cell.text ?? cell.value ?? '');
}

function richText(e, ctx) {
  switch (e.type) {
    case 'rich_text_list':
      return el(e.style === 'ordered' ? 'ol' : 'ul', {}, e.elements.map((x) => el('li', {}, richText(x, ctx))));
    case 'rich_text_preformatted': return el('pre', {}, el('code', {}, e.elements.map((x) => x.text ?? x.url)));
    case 'rich_text_quote': return el('blockquote', {}, e.elements.map((x) => richPart(x, ctx)));
  }
  return el('div', {}, (e.elements ?? []).map((x) => richPart(x, ctx)));
}

function richPart(x, ctx) {
  const source = {
    user: `<@${x.user_id}>`, channel: `<#${x.channel_id}>`, usergroup: `<!subteam^${x.usergroup_id}>`, broadcast: `<!${x.range}>`,
    link: `<${x.url}|${x.text ?? x.url}>`, emoji: `:${x.name}:`,
  }[x.type];
  let nodes = source ? mrkdwn(source, ctx.names) : (x.text ?? '').split('\n').flatMap((line, i) => (i ? [el('br'), line] : [line]));
  for (const [style, tag] of [['code', 'code'], ['bold', 'strong'], ['italic', 'em'], ['strike', 's']]) {
    if (x.style?.[style]) nodes = [el(tag, {}, nodes)];
  }
  return nodes;
}

// fromMarkdown is enough of Markdown for the markdown block.
function fromMarkdown(text) {
  return text
    .replace(/^#{1,6} +(.*)$/gm, '*$1*')
    .replace(/^(\s*)[-*] +/gm, '$1• ')
    .replace(/\*\*(.+?)\*\*/g, '*$1*')
    .replace(/~~(.+?)~~/g, '~$1~')
    .replace(/\[([^\]]+)\]\(([^)\s]+)\)/g, '<$2|$1>');
}
