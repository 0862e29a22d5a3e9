package sim

import (
	"fmt"
	"strings"
	"sync/atomic"
)

// ids hands out the ids of everything that a cloud makes. Equal seeds and equal
// calls give equal ids. All but the requests is guarded by the lock of the cloud.
type ids struct {
	seed     uint64
	requests atomic.Uint64 // how many there were
	last     uint64        // number of the newest id
	lastSeq  uint64
}

// newID returns the next id of a kind. The digits are scrambled so that they
// look like AWS's and nobody comes to rely on their order.
func (n *ids) newID(k idKind) string {
	hi, lo := n.scramble(), n.scramble()
	return fmt.Sprintf("%s-0%016x", k.prefix, hi^lo<<1)
}

// scramble returns the next 64 bits of splitmix64, seeded with the cloud's
// seed: unpredictable to the eye, the same in every run, and good enough for
// a world without secrets.
func (n *ids) scramble() uint64 {
	n.last++
	return mix(n.seed, n.last)
}

func mix(seed, n uint64) uint64 {
	z := seed*0xd1342543de82ef95 + n*0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// token returns so many letters and digits for keys and tokens.
func (n *ids) token(length int) string {
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
	var b strings.Builder
	for bits, have := uint64(0), 0; b.Len() < length; have -= 5 {
		if have < 5 {
			bits, have = n.scramble(), 60
		}
		b.WriteByte(letters[bits&31])
		bits >>= 5
	}
	return b.String()
}

// requestID returns an id in the shape of a UUID. Requests are numbered apart
// from resources, and without a lock.
func (n *ids) requestID() string {
	r := n.requests.Add(1)
	a, b := mix(^n.seed, 2*r), mix(^n.seed, 2*r+1)
	return fmt.Sprintf("%08x-%04x-4%03x-8%03x-%012x", a>>32, a>>16&0xffff, a&0xfff, b>>52, b&0xffffffffffff)
}

// nextSeq numbers resources in the order of their creation. Pages of a
// listing are cut at these numbers.
func (n *ids) nextSeq() uint64 {
	n.lastSeq++
	return n.lastSeq
}

// newBase names and numbers a new resource of a kind.
func (n *ids) newBase(k idKind) base { return base{id: n.newID(k), seq: n.nextSeq()} }
