package slacksim

import (
	"crypto/rand"
	"fmt"
	"time"
)

// A ticket opens one connection, within ticketLife of being given out. Slack
// calls the address temporary without a number; a minute is our guess.
const (
	ticketLife = time.Minute
	maxTickets = 1000
)

type ticket struct {
	id      string
	expires time.Time
}

// tickets are those not yet used, oldest first.
type tickets []ticket

func (t *tickets) issue(now time.Time) string {
	if len(*t) >= maxTickets {
		*t = append(tickets(nil), (*t)[1:]...)
	}
	id := newUUID()
	*t = append(*t, ticket{id, now.Add(ticketLife)})
	return id
}

// use reports whether id was a ticket that nobody used and that had not expired.
func (t *tickets) use(id string, now time.Time) bool {
	for i, k := range *t {
		if k.id == id {
			*t = append((*t)[:i:i], (*t)[i+1:]...)
			return now.Before(k.expires)
		}
	}
	return false
}

// newUUID is a random (version 4) UUID.
func newUUID() string {
	var b [16]byte
	rand.Read(b[:]) // never fails: it ends the program instead
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
