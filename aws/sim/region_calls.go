package sim

import (
	"maps"
	"slices"
)

// region is a Region as one account sees it.
type region struct {
	base
	optIn string
}

// describeRegions lists the Regions. Those that need an opt-in appear when
// they have it, or with AllRegions.
func (k *call) describeRegions() error {
	all := k.in.flag("AllRegions")
	var shown shelf[*region]
	for i, name := range slices.Sorted(maps.Keys(regions)) {
		r := &region{base{name, uint64(i + 1)}, "opt-in-not-required"}
		if regions[name] {
			r.optIn = "not-opted-in"
			if k.cloud.optedIn[placeKey{k.who.account, name}] {
				r.optIn = "opted-in"
			}
		}
		if all || r.optIn != "not-opted-in" {
			shown.put(r)
		}
	}
	return describe(k, listing[*region]{
		set:     "regionInfo",
		idParam: "RegionName",
		check: func(name string) error {
			if _, ok := regions[name]; !ok {
				return refuse("InvalidParameterValue", "Invalid region name: %s", clip(name))
			}
			return nil
		},
		find: shown.get,
		lost: func(name string) error { return refuse("InvalidParameterValue", "Invalid region name: %s", clip(name)) },
		all:  shown.all,
		fields: fields[*region]{
			"endpoint":      func(r *region) []string { return []string{regionEndpoint(r.id)} },
			"opt-in-status": func(r *region) []string { return []string{r.optIn} },
			"region-name":   func(r *region) []string { return []string{r.id} },
		},
		write: func(r *region) {
			k.out.text("regionName", r.id)
			k.out.text("regionEndpoint", regionEndpoint(r.id))
			k.out.text("optInStatus", r.optIn)
		},
	})
}

// describeAccountAttributes answers with the limits that EC2 still lists
// there. Those of peering are not among them.
func (k *call) describeAccountAttributes() error {
	values := map[string]string{
		"supported-platforms": "VPC", "default-vpc": "none", "max-instances": "20",
		"vpc-max-security-groups-per-interface": "5", "max-elastic-ips": "5", "vpc-max-elastic-ips": "5",
	}
	names := k.in.texts("AttributeName")
	if err := k.authorize(); err != nil {
		return err
	}
	for _, n := range names {
		if _, ok := values[n]; !ok {
			return errValue("AttributeName", clip(n))
		}
	}
	if len(names) == 0 {
		names = slices.Sorted(maps.Keys(values))
	}
	k.out.open("accountAttributeSet")
	for _, n := range names {
		k.out.open("item")
		k.out.text("attributeName", n)
		k.out.open("attributeValueSet")
		k.out.open("item")
		k.out.text("attributeValue", values[n])
		k.out.close("item")
		k.out.close("attributeValueSet")
		k.out.close("item")
	}
	k.out.close("accountAttributeSet")
	return nil
}
