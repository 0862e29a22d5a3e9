// Package slacksim is a local Slack on one port: the Web API, Socket Mode, a
// people API that does what a person does, and one web page to click on.
// Unmodified clients (slack-go, Bolt) work against it: they only need its
// address instead of Slack's.
//
//	/api/{method}              Web API, tokens in the header or in the body
//	/link/?ticket=…            Socket Mode
//	/commands/ /actions/ /app/ response URLs
//	/upload/ /files-pri/       files, see upload.go
//	/people/…                  the people API, see people_api.go
//	/faults…                   switches that break it on purpose, see fault_routes.go
//	/aws/                      Options.Panel, when there is one
//	/                          the page
//
// It is meant for loopback: whoever reaches the port can act as anybody.
//
// # The inside
//
// The files form layers, and none needs one above it. From below: what things are
// (user, channel, message, file, form, view, socket, hook, trigger) and the rules
// of their blocks (package blockkit); the state (workspace) and who finds what in
// it (lookup, scope, object); what goes to the app (delivery, event*) and to
// watchers (change); what changes the state (post, view_stack, world); what the
// app calls (chat, conversations, *_api) and what people do (say, command, click,
// modal, home, …); and HTTP on top (web_api, people_api, socket_serve, serve).
//
// # Time and connections
//
// Three seconds to acknowledge, ten connections, a ping every ten seconds and a
// refresh after five hours are Slack's own, as are the life of a trigger (3 s)
// and of a response URL (5 uses, 30 minutes). An envelope goes to one of the live
// connections, drawn at random. Any connection may acknowledge it, also after the
// one that it came over has ended. Answers of 20,480 bytes or more, and those in
// several frames, are dropped without a word; late ones are taken, and the person
// has been told of an error all the same. Only events are sent again.
//
// Rate limits, 30,000 events an hour among them, are Slack's tiers times [Options.TierFactor]; 1 is what Slack
// promises at least.
//
// # Limits
//
// Everything is in memory, and bounded: 1 MiB a request or a frame, 30 s for a
// body to come, 10,000 messages and 64 MiB a channel, 16 MiB a file and 256 MiB
// of files, 10,000 triggers and as many response URLs, 1,000 filled-in messages,
// 1,000 events under way. The oldest go first.
//
// # What is refused
//
// What is not modelled is refused, never ignored:
//
//   - Methods that are not in methods: unknown_method. Arguments that nobody
//     reads are let pass, as on Slack.
//   - The blocks file (which Slack puts into messages with remote files and takes
//     from nobody), call (which needs the Calls API) and auth_provider
//     (experimental): unsupported type.
//   - Blocks and actions inside attachments: invalid_attachments. Slack takes
//     them, but has no fixture of what their buttons send. Attachments of text
//     are kept as they are.
//   - Group direct messages: conversations.open of several people answers
//     not_enough_users.
//   - Files of more than 16 MiB: file_upload_size_restricted.
//   - Slash commands in threads: as on Slack, nobody can type one there.
//
// # What does not happen
//
//   - The app is installed in this workspace, never in the whole organisation of
//     [Options.Enterprise]: is_enterprise_install is false everywhere.
//   - An app that acknowledges few of its events is not switched off.
//   - The rich_text of what people say knows names and addresses, and no styles,
//     lists and emoji, which stay text.
//   - Channels keep their ids: channel_id_changed does not come.
//   - Limits of all blocks of a message together (msg_blocks_too_long) are not
//     documented, and not here but for markdown.
//   - Rich text, the cells of tables, charts and the other parts that the rules
//     call anything are not checked.
//
// # What nobody could verify
//
// No answer was compared with a live workspace. Payloads follow the fixtures of
// Slack's SDKs, errors the documentation and what users reported. Where neither
// says anything, the choice is one of these:
//
//   - An unknown method and a token of the wrong kind answer with status 200.
//   - A ticket opens one connection, for a minute.
//   - On Enterprise Grid, a command of a colleague of another workspace, in a
//     channel that is shared within the organisation, carries the team_id of the
//     workspace that installed the app, as do the team of clicks and the response
//     URLs; user.team_id and users.info say the colleague's own. Events name the
//     organisation as enterprise_id, and in context_enterprise_id.
//   - A retry has an envelope_id of its own; event_id stays.
//   - A token in the query counts as none: not_authed.
//   - An update may have 4,000 bytes of text; the documentation says characters.
//   - Metadata may have 8 KiB; an option's value 150 characters, where Slack's own
//     types say 75; markdown_text that is too long answers msg_too_long.
//   - Two actions of one name in a block are invalid_blocks; that is known, the
//     words of the message are not.
//   - A spent response URL answers 404 with expired_url or used_url.
//   - A channel's burst of chat.postMessage is ten.
//   - A private channel is named privategroup in payloads, a direct message
//     directmessage.
//   - views.open closes the modals that a person has open; views.push with none
//     open opens one.
//   - The words beside a button that nobody acknowledged are ours: Slack shows a sign.
//   - After link_disabled, apps.connections.open still gives out addresses.
//   - After a close handshake that the client began, its TCP connection is left to
//     it for half a minute; Slack was only seen not to end it.
package slacksim
