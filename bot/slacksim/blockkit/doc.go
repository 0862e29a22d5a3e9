// Package blockkit holds blocks and views to Slack's rules, and completes them as
// Slack does. What is wrong is said in Slack's words, as far as they are known.
//
// The limits are documented at https://docs.slack.dev/reference/block-kit. What
// the rules call anything is not checked.
package blockkit
