// Package card says what every [bot.Notice] looks like in Slack: Block Kit
// blocks, and a fallback text that carries the same meaning. It is pure: the
// same notice gives the same bytes, and every time is an argument.
//
// How it is made:
//
//   - A text is made of [words], each in two forms: mrkdwn for the blocks and
//     plain for the fallback, which is all that a screen reader or a
//     notification gets. Both come from one sentence, so neither can lag behind.
//   - What people typed and what AWS said gets in through four doors: prose,
//     named, preformatted and the look-alikes of plain_text. Each makes it
//     harmless in its own way; see escape.go. Formats are constants of ours.
//   - Slack's limits are held while a message is built, in message.go, and not
//     checked afterwards: a long list says how many more there are and which
//     command shows them.
//   - Only header, section, context, actions and divider are used: every client
//     of Slack, old ones on phones too, shows these alike.
package card
