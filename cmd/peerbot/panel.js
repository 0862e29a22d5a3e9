// "AWS as it is": what the local AWS has, what peerbot just called, and buttons
// that change it behind peerbot's back. Static, plain, no network but this host.

const css = `
.aws { font-size: 13px; line-height: 1.4; padding: 0 14px 24px; }
.aws header { position: sticky; top: 0; background: var(--bg); display: flex; gap: 8px; align-items: center; padding: 10px 0; border-bottom: 1px solid var(--line); z-index: 1; }
.aws header h2 { font-size: 15px; flex: 1; }
.aws h3 { font-size: 12px; color: var(--soft); margin: 16px 0 6px; font-weight: 700; }
.aws button { border: 1px solid var(--line-strong); border-radius: 6px; background: var(--bg); padding: 1px 8px; font-size: 12px; font-weight: 600; }
.aws button:hover { background: var(--bg-soft); }
.aws button.danger { color: var(--danger); border-color: var(--danger); }
.aws button.go { background: var(--primary); border-color: var(--primary); color: #fff; padding: 3px 10px; }
.aws details { border: 1px solid var(--line); border-radius: 8px; margin: 6px 0; padding: 4px 10px; }
.aws summary { cursor: pointer; font-weight: 700; display: flex; gap: 8px; align-items: center; list-style: none; }
.aws summary .grow { flex: 1; }
.aws .vpc { border-top: 1px solid var(--line); padding: 6px 0; }
.aws .row { display: flex; gap: 6px; align-items: center; flex-wrap: wrap; }
.aws .row .grow { flex: 1; min-width: 0; overflow-wrap: anywhere; }
.aws code { font: 12px/1.5 ui-monospace, Menlo, Consolas, monospace; }
.aws .soft { color: var(--soft); font-weight: 400; }
.aws .state { border-radius: 9px; padding: 0 8px; font-size: 11px; font-weight: 700; background: var(--bg-soft); border: 1px solid var(--line); }
.aws .state.active { color: var(--primary); border-color: var(--primary); }
.aws .state.bad { color: var(--danger); border-color: var(--danger); }
.aws .calls { font: 11.5px/1.6 ui-monospace, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
.aws .calls .write { font-weight: 700; color: var(--link); }
.aws .calls .bad { color: var(--danger); }
.aws .oops { background: var(--warn-bg); color: var(--warn); border-radius: 6px; padding: 6px 10px; margin: 8px 0; }
`;

function el(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === 'function') node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? '' : value);
  }
  node.append(...children.flat(Infinity).filter((c) => c !== null && c !== undefined && c !== false));
  return node;
}

/** mount fills the side panel of the page, and keeps it up to date while it is shown. */
export function mount(panel) {
  const style = document.createElement('style');
  style.textContent = css;
  document.head.append(style);
  const body = el('div', { class: 'aws' });
  panel.append(body);
  const open = new Set(['tokyo', 'seoul']);
  let last = '', failed = '';

  async function refresh() {
    if (panel.hidden) return;
    try {
      const answer = await fetch('/aws/state');
      show(await answer.json());
    } catch {
      failed = 'The local AWS does not answer.';
      body.querySelector('.oops')?.remove();
      body.prepend(el('p', { class: 'oops', role: 'status' }, failed));
    }
  }

  async function change(what) {
    const answer = await fetch('/aws/break', { method: 'POST', body: JSON.stringify(what) });
    const state = await answer.json();
    failed = answer.ok ? '' : state.error;
    if (answer.ok) show(state); else { last = ''; refresh(); }
  }

  async function sweep() {
    const [, user = 'mina', channel = 'platform'] = decodeURIComponent(location.hash).split('/');
    await fetch(`/people/${user || 'mina'}/command`, { method: 'POST', body: JSON.stringify({ channel: channel || 'platform', text: '/peering sweep' }) });
  }

  function show(state) {
    const text = JSON.stringify(state) + failed;
    if (text === last) return;
    last = text;
    const live = (p) => ['active', 'pending-acceptance', 'provisioning'].includes(p.state);
    body.replaceChildren(...el('div', {},
      el('header', {}, el('h2', {}, 'AWS as it is'), el('button', { class: 'go', 'data-testid': 'sweep-now', onclick: sweep, title: 'Compare everything with AWS now' }, 'Sweep now')),
      failed && el('p', { class: 'oops', role: 'status' }, failed),
      el('h3', {}, 'Peerings'),
      state.peerings.length === 0 && el('p', { class: 'soft' }, 'None yet.'),
      state.peerings.map((p) => el('div', { class: 'row', 'data-peering': p.id },
        el('span', { class: 'grow' }, `${p.requester} → ${p.accepter} `, p.ours && el('b', {}, p.ours), ' ', el('code', { class: 'soft' }, p.id)),
        el('span', { class: `state ${p.state === 'active' ? 'active' : live(p) ? '' : 'bad'}` }, p.state),
        live(p) && el('button', { class: 'danger', 'data-testid': 'delete-peering', onclick: () => change({ what: 'delete-peering', peering: p.id }) }, 'Delete by hand'))),
      el('div', { class: 'row' }, el('button', { onclick: () => change({ what: 'ask' }), 'data-testid': 'ask' }, 'Ask by hand: lab/far → seoul/payments')),
      el('h3', {}, 'Accounts'),
      state.accounts.map((a) => {
        const details = el('details', { open: open.has(a.alias) },
          el('summary', {}, el('span', { class: 'grow' }, a.alias, ' ', el('span', { class: 'soft' }, a.id)),
            a.revoked && el('span', { class: 'state bad' }, 'role revoked'),
            el('button', { class: a.revoked ? '' : 'danger', onclick: (e) => { e.preventDefault(); change({ what: a.revoked ? 'restore' : 'revoke', account: a.alias }); } }, a.revoked ? 'Give the role back' : 'Revoke the role')),
          a.vpcs.map((v) => el('div', { class: 'vpc' },
            el('div', { class: 'row' }, el('span', { class: 'grow' }, el('b', {}, v.name), ` ${v.region} `, el('code', {}, v.cidrs.join(' '))),
              el('button', { onclick: () => change({ what: 'add-cidr', vpc: v.id }), 'data-testid': 'add-cidr' }, 'Add a CIDR')),
            v.tables.filter((t) => t.routes.length).map((t) => t.routes.map((r) => el('div', { class: 'row' },
              el('code', { class: 'grow' }, el('span', { class: 'soft' }, (t.name || t.id) + '  '), `${r.destination} → ${r.target}`),
              r.state !== 'active' && el('span', { class: 'state bad' }, r.state),
              r.target.startsWith('pcx-') && el('button', { class: 'danger', 'data-testid': 'delete-route', onclick: () => change({ what: 'delete-route', table: t.id, destination: r.destination }) }, 'Delete')))))));
        details.addEventListener('toggle', () => { if (details.open) open.add(a.alias); else open.delete(a.alias); });
        return details;
      }),
      el('h3', {}, `What peerbot called (${state.count} calls so far)`),
      el('div', { class: 'calls', 'data-testid': 'calls' }, state.calls.map((c) => el('div', { class: c.code ? 'bad' : c.write ? 'write' : '' },
        `${c.action}  `, el('span', { class: 'soft' }, `${c.account} ${c.region} ${c.session}`), c.code && ` ${c.code}`)))).childNodes);
  }

  new MutationObserver(refresh).observe(panel, { attributes: true, attributeFilter: ['hidden'] });
  setInterval(refresh, 1000);
  refresh();
}
