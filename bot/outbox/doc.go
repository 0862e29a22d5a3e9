// Package outbox sends messages: to whom, once, and edited in place when what
// they are about changes.
package outbox
