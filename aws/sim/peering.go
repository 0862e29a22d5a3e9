package sim

import "time"

// state is the status code of a peering.
type state string

const (
	stateInitiating   state = "initiating-request"
	statePending      state = "pending-acceptance"
	stateProvisioning state = "provisioning"
	stateActive       state = "active"
	stateDeleting     state = "deleting"
	stateDeleted      state = "deleted"
	stateRejected     state = "rejected"
	stateFailed       state = "failed"
	stateExpired      state = "expired"
)

// over says that a peering has ended for good.
func (s state) over() bool {
	return s == stateDeleted || s == stateRejected || s == stateFailed || s == stateExpired
}

const (
	requestLife = 7 * 24 * time.Hour // until an unanswered request expires
	shortSight  = 2 * time.Hour      // how long the party that ended a peering sees it
	longSight   = 48 * time.Hour     // and how long the other one does
)

// failedMessage is all that AWS ever says about a request that failed.
const failedMessage = "Failed due to incorrect VPC-ID, Account ID, or overlapping CIDR range"

// peering is a peering connection. Its state is not stored: it follows from
// the times below, of which zero means never.
type peering struct {
	base
	requester, accepter side

	created      time.Time
	settled      time.Time // when initiating-request ends
	visibleFrom  time.Time // on the accepter's side
	failedFrom   time.Time
	acceptedFrom time.Time
	activeFrom   time.Time
	rejectedFrom time.Time
	endingFrom   time.Time
	deletedFrom  time.Time
	deletedBy    string // account

	lagging map[placeKey]*lagging
	unknown map[placeKey]int // how many more calls do not find it
}

// fresh says that a call in a place does not find the peering yet.
func (pc *peering) fresh(p placeKey) bool {
	if pc.unknown[p] == 0 {
		return false
	}
	pc.unknown[p]--
	return true
}

// side is one of the two ends of a peering.
type side struct {
	placeKey
	vpc string
	dns bool // AllowDnsResolutionFromRemoteVpc

	oldDNS   bool // what descriptions in the place still show
	dnsReads int  // how many more of them
}

// look returns the option that one description in a place shows.
func (s *side) look(p placeKey) bool {
	if s.placeKey == p && s.dnsReads > 0 {
		s.dnsReads--
		return s.oldDNS
	}
	return s.dns
}

// lagging is what the descriptions in one place still show.
type lagging struct {
	before state
	reads  int // that show before
	flaps  int // pairs of a new and an old one that follow
	odd    bool
	bare   int // descriptions of the active peering without CIDRs
}

// state returns what a peering is at a time.
func (pc *peering) state(now time.Time) state {
	s, _ := pc.stateSince(now)
	return s
}

// stateSince also returns when the state began.
func (pc *peering) stateSince(now time.Time) (state, time.Time) {
	reached := func(t time.Time) bool { return !t.IsZero() && !now.Before(t) }
	expires := pc.created.Add(requestLife)
	switch {
	case reached(pc.deletedFrom):
		return stateDeleted, pc.deletedFrom
	case reached(pc.endingFrom):
		return stateDeleting, pc.endingFrom
	case reached(pc.rejectedFrom):
		return stateRejected, pc.rejectedFrom
	case reached(pc.activeFrom):
		return stateActive, pc.activeFrom
	case reached(pc.acceptedFrom):
		return stateProvisioning, pc.acceptedFrom
	case reached(pc.failedFrom):
		return stateFailed, pc.failedFrom
	case !reached(pc.settled):
		return stateInitiating, pc.created
	case reached(expires):
		return stateExpired, expires
	}
	return statePending, pc.settled
}

// message is the status message that goes with a state.
func (pc *peering) message(s state) string {
	switch s {
	case stateInitiating:
		return "Initiating Request to " + pc.accepter.account
	case statePending:
		return "Pending Acceptance by " + pc.accepter.account
	case stateProvisioning:
		return "Provisioning"
	case stateActive:
		return "Active"
	case stateDeleting:
		return "Deleting"
	case stateDeleted:
		return "Deleted by " + pc.deletedBy
	case stateRejected:
		return "Inactive"
	case stateExpired:
		return "Expired"
	default:
		return failedMessage
	}
}

// visible says whether a peering can be described in a place.
func (pc *peering) visible(p placeKey, now time.Time, a Answers) bool {
	requester := p == pc.requester.placeKey
	if !requester && p != pc.accepter.placeKey {
		return false
	}
	s, since := pc.stateSince(now)
	if !requester && (s == stateInitiating || now.Before(pc.visibleFrom) || s == stateFailed && !a.FailedVisibleToAccepter) {
		return false
	}
	if !s.over() {
		return true
	}
	if a.OverIsGone {
		return false
	}
	return now.Before(since.Add(pc.sight(p.account, s)))
}

// sight is how long an account sees a peering that is over. An account that
// has both sides is the one that ended it.
func (pc *peering) sight(account string, s state) time.Duration {
	if s == stateFailed || s == stateRejected && account == pc.accepter.account || s == stateDeleted && account == pc.deletedBy {
		return shortSight
	}
	return longSight
}

// side returns the end of a peering that is a VPC of a place, nil for none.
func (pc *peering) side(p placeKey, vpc string) *side {
	for _, s := range []*side{&pc.requester, &pc.accepter} {
		if s.placeKey == p && s.vpc == vpc {
			return s
		}
	}
	return nil
}

// other returns the end that is not the VPC.
func (pc *peering) other(vpc string) *side {
	if pc.requester.vpc == vpc {
		return &pc.accepter
	}
	return &pc.requester
}

func (pc *peering) interRegion() bool { return pc.requester.region != pc.accepter.region }

// lag makes the next descriptions in both places show the state before.
func (pc *peering) lag(before state, reads, flaps int) {
	if reads == 0 {
		flaps = 0
	}
	for _, p := range []placeKey{pc.requester.placeKey, pc.accepter.placeKey} {
		pc.lagging[p] = &lagging{before: before, reads: reads, flaps: flaps}
	}
}

// look is what one description shows of a peering.
type look struct {
	state state
	bare  bool // without CIDRs

	requesterDNS, accepterDNS bool
}

// look counts as one description in a place.
func (pc *peering) look(p placeKey, now time.Time) look {
	l, shown := pc.lagging[p], look{state: pc.state(now), requesterDNS: pc.requester.look(p), accepterDNS: pc.accepter.look(p)}
	if l == nil {
		return shown
	}
	switch {
	case l.reads > 0:
		l.reads--
		shown.state = l.before
	case l.flaps > 0 && !l.odd:
		l.odd = true
	case l.flaps > 0:
		l.odd = false
		l.flaps--
		shown.state = l.before
	}
	if shown.state == stateActive && l.bare > 0 {
		l.bare--
		shown.bare = true
	}
	return shown
}
