package command

import "fmt"

// DNS says whose public host names the other side resolves to private
// addresses (AllowDnsResolutionFromRemoteVpc of that side).
type DNS uint8

// The sides.
const (
	DNSNone      DNS = iota // the default
	DNSBoth                 // each side's
	DNSRequester            // the requester's only
	DNSAccepter             // the accepter's only
)

// String returns what follows dns=.
func (d DNS) String() string {
	if words := dnsWords(); int(d) < len(words) {
		return words[d]
	}
	return fmt.Sprintf("DNS(%d)", d)
}

// dnsWords are the choices, by number.
func dnsWords() []string { return []string{"none", "both", "requester", "accepter"} }

type dns struct{ p *DNS }

func (v dns) String() string {
	if *v.p == DNSNone {
		return ""
	}
	return v.p.String()
}

func (v dns) set(t token) *Error {
	i, err := pick(t, dnsWords())
	if err == nil {
		*v.p = DNS(i)
	}
	return err
}
