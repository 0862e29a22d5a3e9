package sim

import (
	"cmp"
	"slices"
)

// describePeerings lists the peerings that the caller's account sees in its
// Region.
func (k *call) describePeerings() error {
	c := k.cloud
	looks := map[*peering]look{} // one description each, however many filters look
	see := func(pc *peering) look {
		l, ok := looks[pc]
		if !ok {
			lags := pc.lagging[k.place.placeKey] != nil || pc.requester.dnsReads+pc.accepter.dnsReads > 0
			if l = pc.look(k.place.placeKey, k.now); lags {
				looks[pc] = l
			}
		}
		return l
	}
	cidrs := func(s *side, l look) []string {
		if v := c.shownCIDRs(s, l); v != nil {
			return texts(v.prefixes(false))
		}
		return nil
	}
	return describe(k, listing[*peering]{
		set: "vpcPeeringConnectionSet", idParam: "VpcPeeringConnectionId", min: 5, max: 1000,
		check:   kindPeering.check,
		find:    k.place.peerings.get,
		lost:    kindPeering.errMissing,
		all:     k.place.peerings.all,
		visible: func(pc *peering) bool { return pc.visible(k.place.placeKey, k.now, c.answers) },
		narrow:  k.narrowPeerings,
		fields: fields[*peering]{
			"vpc-peering-connection-id":     func(pc *peering) []string { return []string{pc.id} },
			"requester-vpc-info.owner-id":   func(pc *peering) []string { return []string{pc.requester.account} },
			"requester-vpc-info.vpc-id":     func(pc *peering) []string { return []string{pc.requester.vpc} },
			"requester-vpc-info.cidr-block": func(pc *peering) []string { return cidrs(&pc.requester, see(pc)) },
			"accepter-vpc-info.owner-id":    func(pc *peering) []string { return []string{pc.accepter.account} },
			"accepter-vpc-info.vpc-id":      func(pc *peering) []string { return []string{pc.accepter.vpc} },
			"accepter-vpc-info.cidr-block": func(pc *peering) []string {
				l := see(pc)
				if l.state == statePending || l.state == stateInitiating {
					return nil
				}
				return cidrs(&pc.accepter, l)
			},
			"status-code":    func(pc *peering) []string { return []string{string(see(pc).state)} },
			"status-message": func(pc *peering) []string { return []string{pc.message(see(pc).state)} },
			"expiration-time": func(pc *peering) []string {
				if !see(pc).state.expires() {
					return nil
				}
				return []string{pc.created.Add(requestLife).UTC().Format("2006-01-02T15:04:05.000Z")}
			},
		},
		tags:  func(pc *peering) map[string]string { return k.tagsOf(pc.id) },
		write: func(pc *peering) { k.writePeering(pc, see(pc)) },
	})
}

// expires says that the object has an expiration time in this state.
func (s state) expires() bool {
	return s == stateInitiating || s == statePending || s == stateExpired
}

// narrowPeerings finds the peerings that filters by id of a VPC or a peering
// leave, without walking through all that there are.
func (k *call) narrowPeerings(filters []filter) []*peering {
	if ids, ok := exact(filters, "vpc-peering-connection-id"); ok {
		return collect(ids, func(id string) []*peering {
			if pc, ok := k.place.peerings.get(id); ok {
				return []*peering{pc}
			}
			return nil
		})
	}
	best, found := []*peering(nil), false
	for _, name := range []string{"requester-vpc-info.vpc-id", "accepter-vpc-info.vpc-id"} {
		ids, ok := exact(filters, name)
		if !ok {
			continue
		}
		list := collect(ids, func(id string) []*peering { return k.cloud.peeringsOf[id] })
		if !found || len(list) < len(best) {
			best, found = list, true
		}
	}
	if found {
		return best
	}
	return k.place.peerings.all
}

// collect joins the peerings of several keys, each once, oldest first.
func collect(keys []string, get func(string) []*peering) []*peering {
	if len(keys) == 1 {
		return get(keys[0])
	}
	var list []*peering
	for _, key := range keys {
		list = append(list, get(key)...)
	}
	slices.SortFunc(list, func(a, b *peering) int { return cmp.Compare(a.seq, b.seq) })
	return slices.Compact(list)
}

// shownCIDRs returns the VPC of a side if its CIDRs are part of a description.
func (c *Cloud) shownCIDRs(s *side, l look) *vpc {
	if l.bare || l.state.over() {
		return nil
	}
	return c.vpcOf(s)
}

// writePeering writes what the caller sees of a peering.
func (k *call) writePeering(pc *peering, l look) {
	w := &k.out
	w.text("vpcPeeringConnectionId", pc.id)
	w.open("requesterVpcInfo")
	k.writeSide(&pc.requester, l, l.requesterDNS, !l.state.over())
	w.close("requesterVpcInfo")
	w.open("accepterVpcInfo")
	// Until it has accepted, nobody sees more of the accepter than its name.
	k.writeSide(&pc.accepter, l, l.accepterDNS, !l.state.over() && l.state != stateInitiating && l.state != statePending)
	w.close("accepterVpcInfo")
	w.open("status")
	w.text("code", string(l.state))
	w.text("message", pc.message(l.state))
	w.close("status")
	if l.state.expires() {
		w.time("expirationTime", pc.created.Add(requestLife))
	}
	k.writeTags(pc.id)
}

// writeSide writes one end: who it is and, when it is whole, its CIDRs and
// its options.
func (k *call) writeSide(s *side, l look, dns, whole bool) {
	w := &k.out
	w.text("ownerId", s.account)
	w.text("vpcId", s.vpc)
	if v := k.cloud.shownCIDRs(s, l); v != nil && whole {
		w.prefix("cidrBlock", v.blocks[0].prefix)
		k.writeCIDRs("cidrBlockSet", "cidrBlock", v, false)
		k.writeCIDRs("ipv6CidrBlockSet", "ipv6CidrBlock", v, true)
	}
	if whole && (s.placeKey == k.place.placeKey || k.cloud.answers.PeerOptionsVisible) {
		w.open("peeringOptions")
		w.flag("allowEgressFromLocalClassicLinkToRemoteVpc", false)
		w.flag("allowEgressFromLocalVpcToRemoteClassicLink", false)
		w.flag("allowDnsResolutionFromRemoteVpc", dns)
		w.close("peeringOptions")
	}
	w.text("region", s.region)
}

// writeCIDRs writes the associated CIDRs of one family, nothing for none.
func (k *call) writeCIDRs(set, element string, v *vpc, ipv6 bool) {
	some := false
	for _, b := range v.blocks {
		if b.gone || b.prefix.Addr().Is6() != ipv6 {
			continue
		}
		if !some {
			k.out.open(set)
			some = true
		}
		k.out.open("item")
		k.out.prefix(element, b.prefix)
		k.out.close("item")
	}
	if some {
		k.out.close(set)
	}
}
