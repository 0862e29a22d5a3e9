package sim

// createPeering asks for a peering. Only what is wrong on the caller's own
// side is an error; the rest becomes a peering that fails.
func (k *call) createPeering() error {
	vpcID, peerID := k.vpcParam("VpcId"), k.vpcParam("PeerVpcId")
	owner, peerRegion := k.in.text("PeerOwnerId"), k.in.text("PeerRegion")
	tags, err := readTagSpecs(k.in, kindPeering)
	if err != nil {
		return err
	}
	if err := k.in.bad(); err != nil {
		return err
	}
	if owner == "" {
		owner = k.who.account
	}
	if peerRegion == "" {
		peerRegion = k.region
	}
	if !isAccount(owner) {
		return errValue("PeerOwnerId", clip(owner))
	}
	if _, ok := regions[peerRegion]; !ok {
		return errValue("PeerRegion", clip(peerRegion))
	}
	if _, err := k.vpc(vpcID); err != nil {
		return err
	}
	requester := side{placeKey: k.place.placeKey, vpc: vpcID}
	accepter := side{placeKey: placeKey{owner, peerRegion}, vpc: peerID}
	mine := owner == k.who.account && (peerRegion == k.region || k.cloud.answers.FarPeerChecked)
	if mine && k.cloud.vpcOf(&accepter) == nil {
		return kindVPC.errMissing(peerID)
	}
	k.asked = [2]side{requester, accepter}
	if err := k.authorize(k.arn(kindVPC, vpcID), k.arn(kindPeering, "*")); err != nil {
		return err
	}
	pc := k.duplicate(requester, accepter)
	shown := look{state: stateInitiating}
	if pc == nil {
		if err := k.checkOpenRequests(); err != nil {
			return err
		}
		pc = k.cloud.newPeering(requester, accepter, k.now)
		k.place.tag(pc.id, tags)
	} else {
		shown = pc.look(k.place.placeKey, k.now)
		if k.cloud.answers.DuplicateMergesTags {
			k.place.tag(pc.id, tags)
		}
	}
	k.out.open("vpcPeeringConnection")
	k.writePeering(pc, shown)
	k.out.close("vpcPeeringConnection")
	return nil
}

// duplicate returns the peering that lives between the same VPCs in the same
// direction, nil for none.
func (k *call) duplicate(requester, accepter side) *peering {
	for _, pc := range k.cloud.peeringsOf[requester.vpc] {
		same := pc.requester.placeKey == requester.placeKey && pc.requester.vpc == requester.vpc &&
			pc.accepter.placeKey == accepter.placeKey && pc.accepter.vpc == accepter.vpc
		if s := pc.state(k.now); same && !s.over() && s != stateDeleting {
			return pc
		}
	}
	return nil
}

// checkOpenRequests refuses one more request than the account may have open.
func (k *call) checkOpenRequests() error {
	open := 0
	for _, pc := range k.place.peerings.all {
		if s := pc.state(k.now); pc.requester.placeKey == k.place.placeKey && (s == statePending || s == stateInitiating) {
			open++
		}
	}
	if open >= int(k.cloud.quota(k.place.placeKey, quotaRequests)) {
		code := "PendingVpcPeeringConnectionLimitExceeded"
		if k.cloud.answers.OtherLimitCodes {
			code = "OutstandingVpcPeeringConnectionLimitExceeded"
		}
		return refuse(code, "Vpc peering connection request limit exceeded.")
	}
	return nil
}

// peering reads the id of a peering and finds it wherever it is visible to
// the caller's account or would be in another Region.
func (k *call) peering() (*peering, error) {
	id := k.in.id("VpcPeeringConnectionId", kindPeering)
	if err := k.in.bad(); err != nil {
		return nil, err
	}
	if k.cloud.answers.DryRunBeforeLookup && k.in.flag("DryRun") {
		return nil, k.authorize(k.arn(kindPeering, id))
	}
	if pc := k.cloud.peerings[id]; pc != nil && !pc.fresh(k.place.placeKey) {
		for _, s := range []*side{&pc.requester, &pc.accepter} {
			if s.account == k.who.account && pc.visible(s.placeKey, k.now, k.cloud.answers) {
				return pc, nil
			}
		}
	}
	return nil, kindPeering.errMissing(id)
}

// answerable finds the pending peering that the caller wants to accept or to
// reject. It has to be the accepter, in the accepter's Region.
func (k *call) answerable(verb, participle string, to state) (*peering, error) {
	pc, err := k.peering()
	if err != nil {
		return nil, err
	}
	here := k.place.placeKey
	switch {
	case here == pc.accepter.placeKey:
		if !pc.visible(here, k.now, k.cloud.answers) {
			return nil, kindPeering.errMissing(pc.id)
		}
	case k.who.account == pc.accepter.account:
		return nil, refuse("OperationNotPermitted", "Incorrect region (%s) specified for this request. VPC peering connection %s must be %s in region %s",
			k.region, pc.id, participle, pc.accepter.region)
	case here == pc.requester.placeKey:
		return nil, refuse("OperationNotPermitted", "User %s cannot %s peering %s", k.who.account, verb, pc.id)
	default:
		return nil, kindPeering.errMissing(pc.id)
	}
	resources := []string{k.arn(kindPeering, pc.id)}
	if verb == "accept" {
		resources = append(resources, k.arn(kindVPC, pc.accepter.vpc))
	}
	if err := k.authorize(resources...); err != nil {
		return nil, err
	}
	if s := pc.state(k.now); s != statePending {
		return nil, errTransition(pc.id, s, to)
	}
	return pc, nil
}

func errTransition(id string, from, to state) error {
	return refuse("InvalidStateTransition", "Invalid state transition for %s, attempted to transition from %s to %s", id, from, to)
}

func (k *call) acceptPeering() error {
	pc, err := k.answerable("accept", "accepted", stateProvisioning)
	if err != nil {
		return err
	}
	for _, s := range []*side{&pc.requester, &pc.accepter} {
		active := 0
		for _, have := range k.cloud.peeringsOf[s.vpc] {
			if st := have.state(k.now); st != stateActive && st != stateProvisioning {
				continue
			}
			active++
			if have.other(s.vpc).vpc == pc.other(s.vpc).vpc {
				return refuse("VpcPeeringConnectionAlreadyExists", "The vpc peering connection identified by %s already exists.", pc.id)
			}
		}
		if active >= int(k.cloud.quota(s.placeKey, quotaActive)) {
			code := "ActiveVpcPeeringConnectionPerVpcLimitExceeded"
			if k.cloud.answers.OtherLimitCodes {
				code = "VpcPeeringConnectionsPerVpcLimitExceeded"
			}
			return refuse(code, "You've reached the limit on the number of active VPC peering connections you can have for the VPC %s.", s.vpc)
		}
	}
	k.cloud.acceptPeering(pc, k.now)
	k.out.open("vpcPeeringConnection")
	k.writePeering(pc, look{state: stateProvisioning})
	k.out.close("vpcPeeringConnection")
	return nil
}

func (k *call) rejectPeering() error {
	pc, err := k.answerable("reject", "accepted or rejected", stateRejected)
	if err != nil {
		return err
	}
	k.cloud.rejectPeering(pc, k.now)
	k.out.flag("return", true)
	return nil
}

// ownPeering finds a peering that is visible in the caller's own Region.
func (k *call) ownPeering() (*peering, error) {
	pc, err := k.peering()
	if err != nil {
		return nil, err
	}
	if !pc.visible(k.place.placeKey, k.now, k.cloud.answers) {
		return nil, kindPeering.errMissing(pc.id)
	}
	return pc, k.authorize(k.arn(kindPeering, pc.id))
}

func (k *call) deletePeering() error {
	pc, err := k.ownPeering()
	if err != nil {
		return err
	}
	switch s := pc.state(k.now); s {
	case stateActive:
	case statePending:
		if k.who.account != pc.requester.account && !k.cloud.answers.AccepterMayDeletePending {
			return refuse("OperationNotPermitted", "User %s cannot delete peering %s", k.who.account, pc.id)
		}
	default:
		return errTransition(pc.id, s, stateDeleting)
	}
	k.cloud.deletePeering(pc, k.who.account, k.now)
	k.out.flag("return", true)
	return nil
}

// peeringOptions are what one side of ModifyVpcPeeringConnectionOptions asks.
type peeringOptions struct {
	name    string // accepter or requester
	given   bool
	dns     bool
	dnsSet  bool
	classic string // the ClassicLink option that was set, in the name that EC2 uses
}

func (k *call) readOptions(name, param string) peeringOptions {
	o := peeringOptions{name: name, given: k.in.has(param)}
	in := k.in.inner(param)
	o.dnsSet = in.has("AllowDnsResolutionFromRemoteVpc")
	o.dns = in.flag("AllowDnsResolutionFromRemoteVpc")
	for _, c := range []string{"AllowEgressFromLocalClassicLinkToRemoteVpc", "AllowEgressFromLocalVpcToRemoteClassicLink"} {
		if in.flag(c) {
			o.classic = c
		}
	}
	return o
}

// modifyPeeringOptions sets the options of the caller's own side or sides.
func (k *call) modifyPeeringOptions() error {
	accepter := k.readOptions("accepter", "AccepterPeeringConnectionOptions")
	requester := k.readOptions("requester", "RequesterPeeringConnectionOptions")
	pc, err := k.ownPeering()
	if err != nil {
		return err
	}
	if !accepter.given && !requester.given {
		return refuse("MissingParameter", "The request must contain the parameter accepterPeeringConnectionOptions or requesterPeeringConnectionOptions")
	}
	if pc.state(k.now) != stateActive {
		return refuse("OperationNotPermitted", "Peering %s is not active. Peering options can be added only to active peerings.", pc.id)
	}
	pairs := []struct {
		peeringOptions
		side *side
	}{{accepter, &pc.accepter}, {requester, &pc.requester}}
	for _, p := range pairs {
		if !p.given {
			continue
		}
		if p.side.placeKey != k.place.placeKey {
			return refuse("OperationNotPermitted", "User %s does not have permission to modify the %s side peering options", k.who.account, p.name)
		}
		if p.classic != "" && pc.interRegion() {
			return refuse("OperationNotPermitted", "Modifying VPC peering connection options %s is not supported for cross-region VPC peering connections", p.classic)
		}
		if p.classic != "" {
			return refuse("OperationNotPermitted", "Modifying VPC peering connection options %s is not supported: ClassicLink is retired", p.classic)
		}
		if p.dns && !k.cloud.resolvable(pc) {
			return refuse("InvalidVpcPeeringConnectionState.DnsHostnamesDisabled", "To enable DNS hostname resolution for the VPC peering connection, DNS hostname support must be enabled for the VPCs.")
		}
	}
	for _, p := range pairs {
		if !p.given {
			continue
		}
		if p.dnsSet {
			p.side.oldDNS, p.side.dnsReads = p.side.dns, k.cloud.lag.Options
			p.side.dns = p.dns
		}
		k.out.open(p.name + "PeeringConnectionOptions")
		k.out.flag("allowDnsResolutionFromRemoteVpc", p.side.dns)
		k.out.flag("allowEgressFromLocalClassicLinkToRemoteVpc", false)
		k.out.flag("allowEgressFromLocalVpcToRemoteClassicLink", false)
		k.out.close(p.name + "PeeringConnectionOptions")
	}
	return nil
}

// resolvable says whether both VPCs have DNS support and DNS hostnames.
func (c *Cloud) resolvable(pc *peering) bool {
	for _, s := range []*side{&pc.requester, &pc.accepter} {
		if v := c.vpcOf(s); v == nil || !v.dnsSupport || !v.dnsHostnames {
			return false
		}
	}
	return true
}
