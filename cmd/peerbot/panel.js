// "Local AWS": what the local AWS has, what peerbot just called, and buttons
// that change it behind peerbot's back. Static, plain, no network but this host.

const every = 1000; // ms between two looks

/**
 * mount fills the side panel of the page, and keeps it up to date while it is
 * shown. `page` lends it {el, place, command(text), close()}.
 */
export function mount(panel, { el, place, command, close }) {
  document.head.append(el('link', { rel: 'stylesheet', href: '/aws/panel.css' }));
  const oops = el('p', { class: 'aws-oops', role: 'status', hidden: true });
  const world = el('div', { class: 'aws-world', tabindex: '0', role: 'region', 'aria-label': 'Accounts and peerings' });
  const count = el('span', {});
  const calls = el('ol', {});
  panel.append(
    el('div', {},
      el('header', { class: 'aws-head' }, el('h2', {}, 'Local AWS'),
        button('sweep-now', 'Sweep now', () => command('/peering sweep'), 'go', 'Check all peerings for drift now'),
        el('button', { type: 'button', class: 'icon-button', 'aria-label': 'Close the panel', 'data-testid': 'panel-close', onclick: close }, cross())),
      oops),
    world,
    el('div', { class: 'aws-calls', tabindex: '0', role: 'region', 'aria-label': 'Calls by peerbot', 'data-testid': 'calls' },
      el('h3', {}, 'Calls by peerbot', count), calls));

  const peerings = keeping(peering);
  const rows = keeping(call);
  const accounts = new Map(); // by alias: what is open stays open
  const none = el('p', { class: 'soft' }, 'None yet.');
  const headings = { peerings: el('h3', {}, 'Peerings'), accounts: el('h3', {}, 'Accounts') };
  const ask = button('ask', 'Request in AWS: lab/far → seoul/payments', () => change({ what: 'ask' }), '', 'Request a peering directly in AWS, outside peerbot');
  let arrived = false; // what was called before is not news
  let asked = 0;
  let refused = ''; // why the last change was not made

  async function look() {
    const turn = ++asked;
    const state = await fetched('/aws/state');
    if (turn !== asked) return; // a newer answer is here, or on its way
    say(state.error ?? refused);
    if (!state.error) show(state);
  }

  async function change(what) {
    asked++;
    const state = await fetched('/aws/break', { method: 'POST', body: JSON.stringify(what) });
    refused = state.error ?? '';
    say(refused);
    if (!state.error) show(state);
  }

  function say(text) {
    oops.hidden = text === '';
    if (oops.textContent !== text) oops.textContent = text;
  }

  function show(state) {
    const focused = panel.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    place(world, [
      headings.peerings, ...(state.peerings.length === 0 ? [none] : peerings(state.peerings)), ask,
      headings.accounts, ...state.accounts.map(account)]);
    count.textContent = `${state.count} so far`;
    place(calls, rows(state.calls));
    arrived = true;
    if (focused && !panel.contains(document.activeElement)) panel.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
  }

  function peering(p) {
    const live = ['active', 'pending-acceptance', 'provisioning'].includes(p.state);
    const kind = p.state === 'active' ? 'good' : live || p.state === 'initiating-request' ? '' : 'bad';
    return el('div', { class: 'aws-peering', 'data-peering': p.id },
      el('div', { class: 'aws-line' }, el('b', { class: 'grow' }, `${p.requester} → ${p.accepter}`),
        p.ours && el('span', { class: 'aws-tag', title: 'Managed by peerbot' }, p.ours), pill(p.state, kind)),
      el('div', { class: 'aws-line' }, el('code', { class: 'soft grow' }, p.id),
        live && button('delete-peering', 'Delete in AWS', () => change({ what: 'delete-peering', peering: p.id }), 'danger', `Delete ${p.id} directly in AWS, outside peerbot`)));
  }

  function account(a, i) {
    if (!accounts.has(a.alias)) accounts.set(a.alias, { node: el('details', { class: 'aws-account', open: i < 2, 'data-account': a.alias }), parts: keeping(part) });
    const { node, parts } = accounts.get(a.alias);
    const regions = [...new Set(a.vpcs.map((v) => v.region))];
    place(node, parts([
      { head: a.alias, id: a.id, revoked: a.revoked },
      { role: a.alias, revoked: a.revoked },
      ...regions.flatMap((region) => [{ region }, ...a.vpcs.filter((v) => v.region === region)]),
    ]));
    return node;
  }

  // part is one line of an account, or one of its VPCs.
  function part(p) {
    if (p.head) {
      return el('summary', {}, el('span', { class: 'grow' }, el('b', {}, p.head), ' ', el('code', { class: 'soft' }, p.id)), p.revoked && pill('role revoked', 'bad'));
    }
    if (p.role) {
      return el('div', { class: 'aws-line aws-role' }, el('span', { class: 'soft grow' }, 'role ', el('code', {}, 'peerbot')), p.revoked
        ? button('role', 'Restore', () => change({ what: 'restore', account: p.role }), '', `Let peerbot assume its role in ${p.role} again`, p.role)
        : button('role', 'Revoke', () => change({ what: 'revoke', account: p.role }), 'danger', `Take the role in ${p.role} away from peerbot`, p.role));
    }
    return p.region && !p.id ? el('div', { class: 'aws-region' }, p.region) : vpc(p);
  }

  function vpc(v) {
    return el('div', { class: 'aws-vpc', 'data-vpc': v.id },
      el('div', { class: 'aws-line' }, el('b', {}, v.name), el('code', { class: 'soft grow' }, v.id),
        button('add-cidr', 'Add a CIDR', () => change({ what: 'add-cidr', vpc: v.id }), '', `Add another CIDR block to ${v.name}`, v.id)),
      el('div', { class: 'aws-cidrs' }, v.cidrs.map((c) => el('code', {}, c))),
      v.tables.map((t) => el('div', { class: 'aws-table', 'data-table': t.id },
        el('div', {}, t.name, ' ', el('code', { class: 'soft' }, t.id)),
        locals(t), t.routes.filter((r) => r.target !== 'local').map((r) => route(t, r)))));
  }

  // The routes that every table has are one line: they are never news.
  function locals(t) {
    const inside = t.routes.filter((r) => r.target === 'local').map((r) => r.destination);
    return el('div', { class: 'aws-route soft' }, el('code', {}, inside.join(' ')), el('code', {}, 'local'));
  }

  function route(t, r) {
    const ours = r.target.startsWith('pcx-');
    return el('div', { class: 'aws-route' }, el('code', {}, r.destination), el('code', {}, r.target),
      r.state === 'active' && !ours ? null : el('span', { class: 'aws-line' }, r.state !== 'active' && pill(r.state, 'bad'),
        ours && button('delete-route', 'Delete', () => change({ what: 'delete-route', table: t.id, destination: r.destination }), 'danger', `Delete the route to ${r.destination} from ${t.name}`, t.id + r.destination)));
  }

  function call(c) {
    const request = c.session.match(/^peerbot-([RF]\d+)$/)?.[1];
    return el('li', { class: `aws-call${c.code ? ' bad' : ''}${c.write ? ' write' : ''}${arrived ? ' new' : ''}`, title: `${c.session} in ${c.account}, ${c.region}` },
      el('time', { class: 'soft', datetime: c.at }, new Date(c.at).toLocaleTimeString('en-GB')),
      el('span', { class: 'action' }, c.action), request && el('span', { class: 'aws-tag' }, request),
      el('span', { class: 'soft where' }, `${c.account} · ${c.region}`), c.code && el('span', { class: 'code' }, c.code));
  }

  function button(key, label, onclick, kind = '', title = null, of = '') {
    return el('button', { type: 'button', class: `act ${kind}`, 'data-testid': key, 'data-key': key + of, title, 'aria-label': title && `${label}: ${title}`, onclick }, label);
  }

  const pill = (text, kind) => el('span', { class: `aws-state ${kind}` }, text);

  /**
   * keeping draws items, and keeps the nodes of those that did not change: a
   * button that is replaced under the pointer loses its click.
   */
  function keeping(draw) {
    let shown = new Map();
    return (items) => {
      const next = new Map(items.map((item) => {
        const key = JSON.stringify(item);
        return [key, shown.get(key) ?? draw(item)];
      }));
      shown = next;
      return [...next.values()];
    };
  }

  const refresh = () => { if (!panel.hidden && document.visibilityState === 'visible') look(); };
  new MutationObserver(refresh).observe(panel, { attributes: true, attributeFilter: ['hidden'] });
  setInterval(refresh, every);
  refresh();
}

async function fetched(path, options) {
  try {
    return await (await fetch(path, options)).json();
  } catch {
    return { error: 'The local AWS does not answer. Retrying…' };
  }
}

function cross() {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 20 20');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', 'm5 5 10 10M15 5 5 15');
  svg.append(path);
  return svg;
}
