// An app on @slack/bolt, unmodified, against the local Slack. It checks that
// what bot/slacksim sends and answers is what Slack's own library takes for
// Slack: a command, a button, a modal with errors that is updated and pushed
// onto, an external select, the Home tab with its hash, events (of which an
// edited mention is one), shortcuts, a file, and a connection that is refreshed.
//
//   node app.mjs http://127.0.0.1:PORT
//
// It says one JSON object a line about everything that it hears; bolt_test.go
// plays the people and reads the lines. It ends when its input does.
import bolt from '@slack/bolt';

const [url] = process.argv.slice(2);
const say = (what, more = {}) => console.log(JSON.stringify({ what, ...more }));
const plain = (text) => ({ type: 'plain_text', text });

const app = new bolt.App({
  token: 'xoxb-local', appToken: 'xapp-local', socketMode: true, logLevel: 'error',
  clientOptions: { slackApiUrl: `${url}/api/` },
});

const modal = (title, extra = []) => ({
  type: 'modal', callback_id: 'ask', title: plain(title), submit: plain('Ask'), close: plain('Cancel'), notify_on_close: true, private_metadata: 'R1',
  blocks: [
    { type: 'input', block_id: 'why', label: plain('Why?'), element: { type: 'plain_text_input', action_id: 'text' } },
    { type: 'input', block_id: 'vpc', optional: true, label: plain('VPC'), element: { type: 'external_select', action_id: 'vpc', min_query_length: 2 } },
    { type: 'actions', block_id: 'more', elements: [{ type: 'button', action_id: 'more', text: plain('More') }] },
    ...extra,
  ],
});

app.command('/peering', async ({ ack, command, respond, client }) => {
  await ack({ response_type: 'ephemeral', text: `working on ${command.text}` });
  say('command', { text: command.text, user: command.user_id });
  if (command.text === 'form') {
    await client.views.open({ trigger_id: command.trigger_id, view: modal('Ask') });
    return;
  }
  const posted = await client.chat.postMessage({
    channel: command.channel_id, text: 'R1',
    blocks: [{ type: 'actions', block_id: 'decide', elements: [{ type: 'button', action_id: 'approve', value: 'R1', text: plain('Approve') }] }],
    metadata: { event_type: 'card', event_payload: { key: 'R1' } },
  });
  await respond({ text: 'posted', replace_original: false });
  say('posted', { ts: posted.ts, bot: posted.message.bot_id });
});

app.action('approve', async ({ ack, action, body, client, respond }) => {
  await ack();
  await client.chat.update({ channel: body.channel.id, ts: body.message.ts, text: `approved by <@${body.user.id}>`, blocks: [] });
  await respond({ response_type: 'ephemeral', text: 'thank you', replace_original: false });
  say('approved', { value: action.value, user: body.user.id });
});

app.action('more', async ({ ack, body, client }) => {
  await ack();
  const typed = body.view.state.values.why.text.value;
  await client.views.update({
    view_id: body.view.id, hash: body.view.hash,
    view: modal('Ask', [{ type: 'section', text: { type: 'mrkdwn', text: `you said *${typed}*` } }]),
  });
  const stale = await client.views.update({ view_id: body.view.id, hash: body.view.hash, view: modal('Ask') }).catch((e) => e.data?.error);
  say('more', { typed, stale });
});

app.options('vpc', async ({ ack, payload }) => {
  await ack({ options: [{ text: plain(`payments/${payload.value}`), value: payload.value }] });
});

app.view('ask', async ({ ack, view, body }) => {
  const { why, vpc } = view.state.values;
  if (why.text.value.length < 4) {
    await ack({ response_action: 'errors', errors: { why: 'Say a little more.' } });
    return;
  }
  if (why.text.value === 'more of it') {
    await ack({ response_action: 'update', view: modal('Ask again') });
    return;
  }
  if (why.text.value === 'on top') {
    await ack({ response_action: 'push', view: modal('On top') });
    return;
  }
  await ack();
  say('asked', { why: why.text.value, vpc: vpc.vpc.selected_option?.value, user: body.user.id, metadata: view.private_metadata });
});

app.view({ callback_id: 'ask', type: 'view_closed' }, async ({ ack, body }) => {
  await ack();
  say('closed', { cleared: body.is_cleared });
});

app.event('app_home_opened', async ({ event, client }) => {
  const home = (text) => ({ type: 'home', blocks: [{ type: 'section', text: { type: 'mrkdwn', text } }] });
  if (event.tab !== 'home') return;
  const { view } = await client.views.publish({ user_id: event.user, view: home(event.view ? 'again' : 'first'), hash: event.view?.hash });
  const stale = await client.views.publish({ user_id: event.user, view: home('stale'), hash: '1.x' }).catch((e) => e.data?.error);
  say('home', { user: event.user, had: Boolean(event.view), hash: view.hash, stale });
});

app.event('app_mention', async ({ event, say: answer, context }) => {
  await answer({ text: `yes, <@${event.user}>?`, thread_ts: event.ts });
  say('mention', { user: event.user, text: event.text, retry: context.retryNum ?? 0, had: Boolean(event.edited) });
});

app.shortcut('request', async ({ ack, shortcut, client }) => {
  await ack();
  await client.views.open({ trigger_id: shortcut.trigger_id, view: modal('Ask') });
  say('shortcut', { user: shortcut.user.id });
});

app.shortcut('from_message', async ({ ack, shortcut, client }) => {
  await ack();
  const { files } = await client.files.uploadV2({
    channel_id: shortcut.channel.id, thread_ts: shortcut.message.ts, filename: 'message.txt', content: shortcut.message.text, initial_comment: 'kept',
  });
  say('kept', { text: shortcut.message.text, file: files[0].files[0].id });
});

app.error(async (error) => say('error', { text: error.message, data: error.data }));
process.on('unhandledRejection', (error) => { say('error', { text: String(error?.message ?? error) }); process.exit(1); });

await app.start();
const me = await app.client.auth.test();
say('started', { user: me.user_id });

process.stdin.resume();
process.stdin.on('end', async () => {
  await app.stop();
  process.exit(0);
});
