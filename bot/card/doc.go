// Package card says what every [notice.Notice] looks like in Slack: Block Kit
// blocks, and a fallback text that carries the same meaning. It is pure: the
// same notice gives the same bytes, and every time is an argument.
//
// How it is made:
//
//   - All text for people is in the catalogue, by key: english.go lists the
//     maps, one for each subject. format and plural look a text up and put parts
//     into it. Another language is another set of such maps.
//   - A text is made of [richText], which know neither their language nor their
//     place. A [Language] gives them both: mrkdwn in blocks, plain in the
//     fallback, which is all that a screen reader or a notification gets, and
//     plain_text in titles and on buttons. All come from one sentence of the
//     catalogue, so none can lag behind.
//   - What people typed and what AWS said gets in through few doors: userText,
//     code, copied, quoted and mixedText. Each makes it harmless where it is
//     shown; see escape.go.
//   - Slack's limits are held while a message is built, in message.go, and not
//     checked afterwards: a long list says how many more there are and which
//     command shows them.
//   - Only header, section, context, actions and divider are used: every client
//     of Slack, old ones on phones too, shows these alike.
package card
