/**
 * The people API. Every call answers its JSON; one that did not get through
 * answers {ok: false, error: 'offline'}.
 */
async function request(path, options) {
  try {
    const response = await fetch(path, options);
    return await response.json();
  } catch {
    return { ok: false, error: 'offline', error_text: 'The local Slack cannot be reached.', messages: [] };
  }
}

const post = (path, body) => request(path, {
  method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body),
});
const person = (user) => `/people/${encodeURIComponent(user)}`;
const channelPath = (user, channel) => `${person(user)}/channels/${encodeURIComponent(channel)}`;

export const people = () => request('/people');
export const channels = (user) => request(`${person(user)}/channels`);
export const messages = (user, channel) => request(`${channelPath(user, channel)}/messages?limit=300`);
export const markRead = (user, channel, ts) => post(`${channelPath(user, channel)}/read`, { ts });
export const command = (user, channel, text) => post(`${person(user)}/command`, { channel, text });
export const say = (user, channel, text, thread) => post(`${person(user)}/message`, { channel, text, thread_ts: thread });
export const edit = (user, channel, ts, text) => post(`${person(user)}/edit`, { channel, ts, text });
export const unsay = (user, channel, ts) => post(`${person(user)}/delete`, { channel, ts });
export const click = (user, channel, press) => post(`${person(user)}/click`, { channel, ...press });
export const view = (user) => request(`${person(user)}/view`);
export const submit = (user, viewID, values) => post(`${person(user)}/submit`, { view_id: viewID, values });
export const dismiss = (user, all) => post(`${person(user)}/dismiss`, { all });
export const suggest = (user, channel, press) => post(`${person(user)}/suggest`, { channel, ...press });
export const shortcut = (user, callback, channel, ts) => post(`${person(user)}/shortcut`, { callback_id: callback, channel, ts });
export const faults = (method, path, body) => request(`/faults${path}`, {
  method, ...(body ? { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) } : {}),
});
export const attach = (user, file) => request(`${person(user)}/files?name=${encodeURIComponent(file.name)}`, { method: 'POST', body: file });
export const home = (user) => request(`${person(user)}/home`);
export const openHome = (user, tab) => post(`${person(user)}/home`, { tab });

const silence = 40_000; // the stream says that it is alive every 15 s

/**
 * listen follows what `user` could see change, and reconnects by itself.
 * onChange gets {channels, people, view}; onState gets true and false. It returns a
 * function that stops it.
 */
export function listen(user, onChange, onState) {
  let source;
  let timer;
  let stopped = false;
  const again = (ms) => {
    clearTimeout(timer);
    timer = setTimeout(open, ms);
  };
  function open() {
    source?.close();
    if (stopped) return;
    source = new EventSource(`${person(user)}/events`);
    const heard = () => again(silence);
    source.addEventListener('hello', () => { heard(); onState(true); });
    source.addEventListener('alive', heard);
    source.addEventListener('change', (e) => { heard(); onChange(JSON.parse(e.data)); });
    source.onerror = () => { source.close(); if (!stopped) { onState(false); again(1000); } };
    again(silence);
  }
  open();
  return () => { stopped = true; clearTimeout(timer); source?.close(); };
}
