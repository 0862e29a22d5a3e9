package sim

import "net/netip"

// readDestination reads the one destination of a route, in canonical form.
func (k *call) readDestination() (route, error) {
	v4, v6, list := k.in.text("DestinationCidrBlock"), k.in.text("DestinationIpv6CidrBlock"), k.in.text("DestinationPrefixListId")
	given := 0
	for _, s := range []string{v4, v6, list} {
		if s != "" {
			given++
		}
	}
	if given == 0 {
		return route{}, errMissing("DestinationCidrBlock")
	}
	if given > 1 {
		return route{}, refuse("InvalidParameterCombination", "The request must have exactly one destination")
	}
	if list != "" {
		return route{list: list}, idKind{prefix: "pl", malformed: "InvalidPrefixListId.Malformed"}.check(list)
	}
	param, text := "destinationCidrBlock", v4
	if v6 != "" {
		param, text = "destinationIpv6CidrBlock", v6
	}
	p, err := netip.ParsePrefix(text)
	if err != nil || p.Addr().Is4() != (v4 != "") {
		return route{}, errCIDR(param, clip(text))
	}
	return route{prefix: p.Masked()}, nil
}

// readTarget reads the one target of a route.
func (k *call) readTarget() (string, error) {
	target := ""
	if k.in.flag("LocalTarget") {
		target = localTarget
	}
	for _, p := range targetParams {
		id := k.in.text(p.param)
		if id == "" {
			continue
		}
		if target != "" {
			return "", refuse("InvalidParameterCombination", "The request must have exactly one target")
		}
		if target = id; id == localTarget && p.param == "GatewayId" {
			continue
		}
		if err := checkTarget(p.kinds, id); err != nil {
			return "", err
		}
	}
	if target == "" {
		return "", refuse("MissingParameter", "The request must contain the parameter gatewayId or another target")
	}
	return target, nil
}

func checkTarget(kinds []idKind, id string) error {
	for _, kind := range kinds {
		if kind.check(id) == nil {
			return nil
		}
	}
	return kinds[0].check(id)
}

// routeCall is what the three calls about routes read.
func (k *call) routeCall(withTarget bool) (t *table, dest route, err error) {
	id := k.in.id("RouteTableId", kindTable)
	dest, err = k.readDestination()
	if err == nil && withTarget {
		dest.target, err = k.readTarget()
	}
	if bad := k.in.bad(); bad != nil {
		err = bad
	}
	if err != nil {
		return nil, dest, err
	}
	if k.cloud.answers.DryRunBeforeLookup && k.in.flag("DryRun") {
		return nil, dest, k.authorize(k.arn(kindTable, id))
	}
	if t, err = k.table(id); err != nil {
		return nil, dest, err
	}
	return t, dest, k.authorize(k.arn(kindTable, id))
}

func (k *call) createRoute() error {
	t, r, err := k.routeCall(true)
	if err != nil {
		return err
	}
	if r.target == localTarget {
		return errValue("GatewayId", localTarget)
	}
	if err := k.cloud.checkReachable(t, r.target, k.now); err != nil {
		return err
	}
	if have := t.route(r); have != nil && have.target != localTarget {
		if have.target == r.target && k.cloud.answers.EqualRouteAllowed {
			k.out.flag("return", true)
			return nil
		}
		return refuse("RouteAlreadyExists", "The route identified by %s already exists.", r.destination())
	}
	if err := k.cloud.checkNewRoute(t, &r); err != nil {
		return err
	}
	r.origin = originRoute
	t.lag(k.cloud.lag.Routes)
	t.routes = append(t.routes, &r)
	k.out.flag("return", true)
	return nil
}

func (k *call) replaceRoute() error {
	t, want, err := k.routeCall(true)
	if err != nil {
		return err
	}
	r := t.route(want)
	switch {
	case r == nil:
		return refuse("InvalidParameterValue", "There is no route defined for '%s' in the route table. Use CreateRoute instead.", want.destination())
	case r.target == localTarget && want.target != localTarget:
		if kind := targetElement(want.target); kind != "networkInterfaceId" && kind != "instanceId" {
			return refuse("InvalidParameterValue", "cannot replace local route %s in %s with %s", want.destination(), t.id, want.target)
		}
	case want.target == localTarget && r.origin != originTable:
		return refuse("InvalidParameterValue", "the route %s in %s was never local", want.destination(), t.id)
	}
	if want.target != localTarget {
		if err := k.cloud.checkReachable(t, want.target, k.now); err != nil {
			return err
		}
	}
	t.lag(k.cloud.lag.Routes)
	r.target = want.target
	k.out.flag("return", true)
	return nil
}

func (k *call) deleteRoute() error {
	t, dest, err := k.routeCall(false)
	if err != nil {
		return err
	}
	r := t.route(dest)
	if r == nil {
		return refuse("InvalidRoute.NotFound", "no route with destination-cidr-block %s in route table %s", dest.destination(), t.id)
	}
	if r.origin == originTable {
		return refuse("InvalidParameterValue", "cannot remove local route %s in route table %s", dest.destination(), t.id)
	}
	t.lag(k.cloud.lag.Routes)
	t.dropRoute(r)
	k.out.flag("return", true)
	return nil
}
